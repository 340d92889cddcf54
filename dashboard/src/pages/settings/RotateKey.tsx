import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Copyable } from '../../parts/Copyable';
import { FailureNote } from '../../parts/Failure';
import { useFormat } from '../../parts/format';
import { useFocusBack } from '../../parts/useFocusBack';
import { useRotateKey } from './queries';

const day = 86_400;
const graces = { day, week: 7 * day, month: 30 * day, none: 0 };
type Grace = keyof typeof graces;

/** Replaces the key: first how long the old one goes on, then the code with the new one. */
export default function RotateKey({ close }: { close: () => void }) {
  const { t } = useTranslation(['settings', 'shell']);
  const rotate = useRotateKey();
  useFocusBack();
  return (
    <Modal opened onClose={close} title={t(rotate.data ? 'key.replaced.title' : 'key.dialog.title')} centered size="lg" closeButtonProps={{ 'aria-label': t('shell:actions.close') }}>
      {rotate.data ? <Replaced answer={rotate.data} close={close} /> : <Ask rotate={rotate} close={close} />}
    </Modal>
  );
}

function Ask({ rotate, close }: { rotate: ReturnType<typeof useRotateKey>; close: () => void }) {
  const { t } = useTranslation(['settings', 'shell']);
  const [grace, setGrace] = useState<Grace>('day');
  return (
    <Stack>
      <Text>{t('key.dialog.why')}</Text>
      <Radio.Group value={grace} onChange={(value) => setGrace(value as Grace)} label={t('key.dialog.grace')} description={t('key.dialog.graceHint')}>
        <Stack gap="sm" mt="sm">
          {(Object.keys(graces) as Grace[]).map((choice) => <Radio key={choice} value={choice} label={t(`key.dialog.choices.${choice}`)} description={t(`key.dialog.hints.${choice}`)} />)}
        </Stack>
      </Radio.Group>
      {rotate.error && <FailureNote error={rotate.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={close}>{t('shell:actions.cancel')}</Button>
        <Button color={grace === 'none' ? 'red.8' : undefined} loading={rotate.isPending} onClick={() => rotate.mutate(graces[grace])}>{t('key.dialog.confirm')}</Button>
      </Group>
    </Stack>
  );
}

function Replaced({ answer: { embedCode, previousKeyUntil }, close }: { answer: Thing<'WidgetKey'>; close: () => void }) {
  const { t } = useTranslation('settings');
  const { moment } = useFormat();
  return (
    <Stack>
      <Text role="status">{previousKeyUntil ? t('key.replaced.both', { when: moment(previousKeyUntil) }) : t('key.replaced.once')}</Text>
      <Copyable text={embedCode} label={t('key.code')} />
      <Group justify="flex-end"><Button variant="default" onClick={close}>{t('key.replaced.close')}</Button></Group>
    </Stack>
  );
}
