import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Read, Widget } from '../../api/widget';
import { Conflict } from '../../parts/Conflict';
import { FailureNote } from '../../parts/Failure';
import { useLeaveWarning } from '../../parts/form';
import { done } from '../../parts/notices';
import { useSettings, widgetStore } from '../../parts/useSettings';
import { useTenancy } from '../../shell/TenantRoute';
import { Controls } from './Controls';
import classes from './Designer.module.css';
import { type Look, look, standard } from './look';
import { Preview } from './Preview';
import { useSaying } from './useSaying';

/** Every setting beside the wall that it makes. On a phone one of the two is seen at a time. */
export function Designer({ read, apiKey }: { read: Read; apiKey: string }) {
  const { t } = useTranslation(['design', 'shell']);
  const { api, mayEdit } = useTenancy();
  const [side, setSide] = useState<'settings' | 'preview'>('settings');
  const settings = useSettings<Widget, Look>(look, widgetStore(api), read, () => done(t('saved')));
  const { form, changed, busy, note, conflict } = settings;
  const saying = useSaying();
  useLeaveWarning(changed);
  return (
    <form onSubmit={settings.submit} noValidate>
      <SegmentedControl className={classes.sides} fullWidth mb="md" aria-label={t('sides.label')} value={side} onChange={(next) => setSide(next as typeof side)} data={(['settings', 'preview'] as const).map((value) => ({ value, label: t(`sides.${value}`) }))} />
      <div className={classes.designer} data-side={side}>
        <Stack gap="lg" className={classes.settings}>
          <fieldset disabled={!mayEdit} className={classes.fields}><Controls form={form} /></fieldset>
          {mayEdit && <Group><Button variant="subtle" color="gray" size="sm" onClick={() => form.setValues(structuredClone(standard))}>{t('standard')}</Button></Group>}
        </Stack>
        <div className={classes.preview}><Preview apiKey={apiKey} look={look.take(form.values as never)} /></div>
      </div>
      {(changed || conflict || note) && mayEdit && (
        <div className={classes.foot}>
          {conflict && <Conflict conflict={conflict} {...saying} />}
          {note && <FailureNote error={note} />}
          {!conflict && (
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <Text size="sm" fw={620} role="status">{t('unsaved')}</Text>
              <Group gap="xs" wrap="nowrap">
                <Button variant="default" onClick={settings.reset}>{t('undo')}</Button>
                <Button type="submit" loading={busy}>{t('shell:actions.save')}</Button>
              </Group>
            </Group>
          )}
        </div>
      )}
    </form>
  );
}
