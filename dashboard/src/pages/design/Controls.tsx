import { Chip, Group, Input, SegmentedControl, Select, Slider, Stack, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../parts/Card';
import { networks } from '../posts/useView';
import { Colors } from './Colors';
import { fonts } from './fonts';
import { LayoutPicker } from './LayoutPicker';
import { Logo } from './Logo';
import { type Look, scrolls } from './look';

export type LookForm = UseFormReturnType<Look & Record<string, unknown>>;

/** Every setting of the look, those that change most first. */
export function Controls({ form: given }: { form: unknown }) {
  const form = given as LookForm;
  const { t } = useTranslation('design');
  return (
    <>
      <Section title={t('sections.layout')}><LayoutFields form={form} /></Section>
      <Section title={t('sections.colors')}><Colors form={form} /></Section>
      <Section title={t('sections.brand')}>
        <Logo value={form.values.branding.logo ?? ''} onChange={(logo) => form.setFieldValue('branding.logo', logo)} error={form.errors['branding.logo']} />
        <Select
          {...form.getInputProps('branding.font')}
          label={t('fields.font')}
          data={[{ value: '', label: t('own') }, ...fonts.map((font) => ({ value: font, label: font })), ...foreign(form.values.branding.font)]}
          allowDeselect={false}
        />
      </Section>
      <Section title={t('sections.content')}><ContentFields form={form} /></Section>
    </>
  );
}

/** A font that was set otherwise than here stays to be seen. */
const foreign = (font = '') => (font && !fonts.includes(font) ? [{ value: font, label: font }] : []);

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Card component="section" aria-labelledby={id}>
      <Title order={2} size="h3" mb="md" id={id}>{title}</Title>
      <Stack gap="lg">{children}</Stack>
    </Card>
  );
}

function LayoutFields({ form }: { form: LookForm }) {
  const { t } = useTranslation('design');
  const { layout, columns } = form.values;
  return (
    <>
      <LayoutPicker value={layout} onChange={(next) => form.setFieldValue('layout', next)} />
      {layout === 'grid' && <Range label={t('fields.columns')} hint={t('hints.columns')} value={columns} onChange={(next) => form.setFieldValue('columns', next)} min={1} max={6} marks={[1, 2, 3, 4, 5, 6]} />}
      <Labelled label={t('fields.scroll')} hint={t('hints.scroll')}>
        {(id) => <SegmentedControl fullWidth mt={6} aria-labelledby={id} value={form.values.scroll} onChange={(scroll) => form.setFieldValue('scroll', scroll as Look['scroll'])} data={scrolls.map((value) => ({ value, label: t(`values.scroll.${value}`) }))} />}
      </Labelled>
    </>
  );
}

function ContentFields({ form }: { form: LookForm }) {
  const { t } = useTranslation(['design', 'shell']);
  return (
    <>
      <Labelled label={t('fields.networks')} hint={t('hints.networks')}>
        {(id) => (
          <Chip.Group multiple value={form.values.networks} onChange={(next) => form.setFieldValue('networks', networks.filter((network) => next.includes(network)))}>
            <Group gap={6} mt={8} role="group" aria-labelledby={id}>{networks.map((network) => <Chip key={network} value={network} size="sm">{t(`shell:networks.${network}`)}</Chip>)}</Group>
          </Chip.Group>
        )}
      </Labelled>
      <Range label={t('fields.limit')} hint={t('hints.limit')} value={form.values.limit} onChange={(limit) => form.setFieldValue('limit', limit)} min={4} max={100} marks={[4, 24, 50, 100]} />
      <Select {...form.getInputProps('language')} label={t('fields.language')} description={t('hints.language')} data={(['auto', 'fr', 'en'] as const).map((value) => ({ value, label: t(`values.language.${value}`) }))} allowDeselect={false} />
    </>
  );
}

/** A field that is more than an input, with its name and its hint. */
function Labelled({ label, hint, children }: { label: string; hint?: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return <Input.Wrapper label={label} description={hint} labelElement="div" labelProps={{ id }}>{children(id)}</Input.Wrapper>;
}

interface RangeProps {
  label: string;
  hint?: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  marks: number[];
}

function Range({ label, hint, value, onChange, min, max, marks }: RangeProps) {
  return (
    <Labelled label={`${label} : ${value}`.replace(' :', ':')} hint={hint}>
      {() => <Slider mt="sm" mb="lg" value={value} onChange={onChange} min={Math.min(min, value)} max={max} step={1} label={null} marks={marks.map((mark) => ({ value: mark, label: mark }))} thumbLabel={label} />}
    </Labelled>
  );
}
