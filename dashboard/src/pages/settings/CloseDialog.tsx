import { Button, Group, Modal, Stack, Text, TextInput, Timeline } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../../parts/Failure';
import { plain, useFormat } from '../../parts/format';
import { useFocusBack } from '../../parts/useFocusBack';
import { useTenancy } from '../../shell/TenantRoute';
import { useCloseTenant, useGone } from './queries';

/** Says what happens when, has the name typed, and then says until when it can be undone. */
export default function CloseDialog({ days, close }: { days: number | undefined; close: () => void }) {
  const { t } = useTranslation(['settings', 'shell']);
  const { tenant } = useTenancy();
  const deletion = useCloseTenant();
  const named = { name: tenant.name };
  const closed = deletion.isSuccess;
  useFocusBack();
  return (
    <Modal opened onClose={close} closeOnEscape={!closed} closeOnClickOutside={!closed} withCloseButton={!closed} title={t(closed ? 'close.closed.title' : 'close.dialog.title', named)} centered closeButtonProps={{ 'aria-label': t('shell:actions.close') }}>
      {closed ? <Closed days={days} until={deletion.data} /> : <Ask days={days} deletion={deletion} close={close} />}
    </Modal>
  );
}

function Ask({ days, deletion, close }: { days: number | undefined; deletion: ReturnType<typeof useCloseTenant>; close: () => void }) {
  const { t } = useTranslation(['settings', 'shell']);
  const { tenant } = useTenancy();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const right = plain(typed.trim()) === plain(tenant.name);
    setWrong(!right);
    if (right) deletion.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Timeline bulletSize={14} lineWidth={2} color="gray">
          {(['now', 'until', 'then'] as const).map((step) => <Timeline.Item key={step} title={t(`close.dialog.${step}.title`, { days })}><Text size="sm">{t(`close.dialog.${step}.text`)}</Text></Timeline.Item>)}
        </Timeline>
        <TextInput value={typed} onChange={(event) => setTyped(event.currentTarget.value)} label={t('close.dialog.type', { name: tenant.name })} error={wrong && t('close.dialog.mismatch')} autoComplete="off" spellCheck={false} data-autofocus />
        {deletion.error && <FailureNote error={deletion.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{t('shell:actions.cancel')}</Button>
          <Button type="submit" color="red.8" loading={deletion.isPending}>{t('close.dialog.confirm')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Closed({ days, until }: { days: number | undefined; until: Date | undefined }) {
  const { t } = useTranslation('settings');
  const { day } = useFormat();
  const gone = useGone();
  return (
    <Stack role="status">
      <Text>{until ? t('close.closed.text', { day: day(until) }) : t('close.closed.textUndated', { days })}</Text>
      <Text>{t('close.closed.code')}</Text>
      <Group justify="flex-end"><Button onClick={() => void gone()}>{t('close.closed.leave')}</Button></Group>
    </Stack>
  );
}
