import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from './Failure';
import { useFocusBack } from './useFocusBack';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What happens, and what does not. */
  children: ReactNode;
  /** The button's words: what is done, not "OK". */
  confirm: string;
  /** The other button's, where it means more than to leave all as it is. */
  cancel?: string;
  onConfirm: () => unknown;
  busy?: boolean;
  error?: unknown;
  harmless?: boolean;
}

/** Asks before something that cannot be undone. */
export function Confirm({ opened, onClose, title, children, confirm, cancel, onConfirm, busy, error, harmless }: Props) {
  const { t } = useTranslation();
  useFocusBack(opened);
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('actions.close') }}>
      <Stack>
        {children}
        {error ? <FailureNote error={error} /> : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>{cancel ?? t('actions.cancel')}</Button>
          <Button color={harmless ? undefined : 'red.8'} onClick={() => void onConfirm()} loading={busy}>{confirm}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
