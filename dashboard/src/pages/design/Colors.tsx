import { Button, ColorInput, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { contrast, palette, parseColor } from '../../../../widget/src/finish/color';
import type { LookForm } from './Controls';
import { type Look, themes, tints } from './look';

/** Light, dark, or the tenant's own four colours; what could not be read is said, with what the wall shows instead. */
export function Colors({ form }: { form: LookForm }) {
  const { t } = useTranslation('design');
  const { theme, colors } = form.values;
  return (
    <>
      <SegmentedControl fullWidth aria-label={t('fields.theme')} value={theme} onChange={(next) => form.setFieldValue('theme', next as Look['theme'])} data={themes.map((value) => ({ value, label: t(`values.theme.${value}`) }))} />
      {theme === 'custom' && (
        <>
          <SimpleGrid cols={2} spacing="md">
            {tints.map((tint) => (
              <ColorInput
                key={tint}
                {...form.getInputProps(`colors.${tint}`)}
                label={t(`fields.${tint}`)}
                placeholder={t('own')}
                format="hex"
                disallowInput={false}
                eyeDropperButtonProps={{ 'aria-label': t('pick') }}
                spellCheck={false}
              />
            ))}
          </SimpleGrid>
          <Faint colors={colors} />
          {tints.some((tint) => colors[tint]) && <Button variant="subtle" color="gray" size="xs" style={{ alignSelf: 'start' }} onClick={() => form.setFieldValue('colors', { background: '', card: '', text: '', accent: '' })}>{t('noColors')}</Button>}
        </>
      )}
    </>
  );
}

/** What WCAG AA asks of text. */
const enough = 4.5;

/** The chosen colours that are too faint, by the widget's own rule: it corrects them in the same way. */
function Faint({ colors }: { colors: Look['colors'] }) {
  const { t } = useTranslation('design');
  const shown = palette(colors);
  const surfaces = [shown.background, shown.card];
  const worst = (color: string) => Math.min(...surfaces.map((surface) => contrast(parseColor(color)!, parseColor(surface)!)));
  // The same text stands on both: where they are far apart, the widget has nothing to correct it to.
  if (worst(shown.text!) < enough) return <Warning>{t('apart')}</Warning>;
  const faint = (['text', 'accent'] as const).flatMap((tint) => {
    const wanted = colors[tint];
    return wanted && parseColor(wanted) && worst(wanted) < enough ? [{ tint, ratio: worst(wanted), instead: shown[tint]! }] : [];
  });
  if (faint.length === 0) return null;
  return (
    <Stack gap={6}>
      {faint.map(({ tint, ratio, instead }) => (
        <Warning key={tint}>
          {t('faint', { what: t(`fields.${tint}`), ratio: ratio.toFixed(1) })}{' '}
          <span style={{ display: 'inline-block', width: '0.9em', height: '0.9em', borderRadius: 3, background: instead, border: '1px solid var(--line)', verticalAlign: '-1px' }} aria-hidden /> {instead}
        </Warning>
      ))}
    </Stack>
  );
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" role="status" c="light-dark(#8a4b00, #ffc453)">
      <IconAlertTriangle size={16} aria-hidden style={{ verticalAlign: '-3px', marginInlineEnd: 6 }} />
      {children}
    </Text>
  );
}
