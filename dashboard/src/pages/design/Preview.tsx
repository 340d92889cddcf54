import { Button, Group, Loader, SegmentedControl, Text } from '@mantine/core';
import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { webAddress } from '../../parts/address';
import { onPhone } from '../../parts/phone';
import { language } from '../../words';
import type { Look } from './look';
import classes from './Preview.module.css';
import { useWall } from './useWall';

/** The widths at which the wall is seen, in pixels. */
const widths = { desk: 1120, phone: 375 };

/**
 * The wall as visitors would see it with these settings: the real widget with the tenant's key. What is asked from the
 * dashboard's own origin names no other site, so the key lets it through whatever domains it is bound to; nothing is counted.
 */
export function Preview({ apiKey, look }: { apiKey: string; look: Look }) {
  const { t } = useTranslation('design');
  const small = useMediaQuery(onPhone);
  const [chosen, setChosen] = useState<keyof typeof widths>();
  const device = chosen ?? (small ? 'phone' : 'desk');
  const { ref, width } = useElementSize();
  const frame = useRef<HTMLDivElement>(null);
  const { state, retry } = useWall(frame, optionsOf(apiKey, look));
  const zoom = width ? Math.min(1, width / widths[device]) : 1;
  return (
    <div>
      <Group justify="space-between" mb="sm">
        <Group gap="sm">
          <Text component="h2" fw={680}>{t('preview.title')}</Text>
          {state === 'coming' && <Loader size={16} role="img" aria-label={t('preview.coming')} />}
        </Group>
        <SegmentedControl
          size="xs"
          aria-label={t('preview.size')}
          value={device}
          onChange={(next) => setChosen(next as typeof device)}
          data={[
            { value: 'desk', label: <Size icon={IconDeviceDesktop} text={t('preview.desk')} /> },
            { value: 'phone', label: <Size icon={IconDeviceMobile} text={t('preview.phone')} /> },
          ]}
        />
      </Group>
      <div ref={ref} className={classes.place}>
        {state === 'failed' && <Group className={classes.failed} role="alert"><Text size="sm">{t('preview.failed')}</Text><Button size="xs" variant="default" onClick={retry}>{t('preview.retry')}</Button></Group>}
        <div className={classes.frame} data-device={device} tabIndex={0} role="region" aria-label={t('preview.title')}>
          <div ref={frame} style={{ position: 'relative', width: widths[device], zoom }} />
        </div>
      </div>
      <Text size="xs" c="dimmed" mt="xs">{t('preview.hint')}</Text>
    </div>
  );
}

function Size({ icon: Mark, text }: { icon: typeof IconDeviceDesktop; text: string }) {
  return <Group gap={6} wrap="nowrap"><Mark size={16} aria-hidden />{text}</Group>;
}

/**
 * The settings as a page would say them to the widget: a picture of ours with our host. The networks are left to the saved
 * settings: the API gives posts of one network or of those that are saved.
 */
function optionsOf(apiKey: string, { networks: _, language: spoken, branding: { logo, font }, ...look }: Look) {
  const address = webAddress(logo);
  const branding = { font, logo: address && new URL(address, location.origin).href };
  return { ...look, branding, apiKey, lang: spoken === 'auto' ? language() : spoken, analytics: false, preview: true };
}
