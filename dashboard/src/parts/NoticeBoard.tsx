import { Button, Group, Text } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { problemOf } from '../api/problem';
import { problemWords } from './problemWords';

/** Where notices appear. */
export default function NoticeBoard() {
  return <Notifications position="bottom-center" />;
}

/** The last notice that can be taken back: only the last thing can be, and many at once would cover the page. */
let undoable: string | undefined;

export function showDone(message: string, undo?: () => unknown) {
  if (undo && undoable) notifications.hide(undoable);
  const id = notifications.show({
    message: undo ? (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        <Button size="compact-sm" variant="light" onClick={() => { notifications.hide(id); void undo(); }}>{i18next.t('shell:actions.undo')}</Button>
      </Group>
    ) : message,
    autoClose: undo ? 10_000 : 4_000,
    closeButtonProps: { 'aria-label': i18next.t('shell:actions.dismiss') },
  });
  if (undo) undoable = id;
}

export function showFailed(error: unknown, retry?: () => unknown) {
  const { code } = problemOf(error);
  if (code === 'unauthenticated') return; // session/SessionEnded says it
  const { title, text, detail } = problemWords(error);
  const id = notifications.show({
    color: 'red',
    title,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{text}{detail && <> {detail}</>}</Text>
        {retry && <Button size="compact-sm" variant="light" color="red" onClick={() => { notifications.hide(id); void retry(); }}>{i18next.t('problems:retry')}</Button>}
      </Group>
    ),
    autoClose: false,
    role: 'alert',
    closeButtonProps: { 'aria-label': i18next.t('shell:actions.dismiss') },
  });
}
