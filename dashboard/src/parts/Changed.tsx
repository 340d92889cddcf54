import { Alert, Button, Group, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  /** Shows what the other person has made of it; what is typed here goes. */
  onTheirs: () => unknown;
  /** Saves what is typed here over it. */
  onMine: () => unknown;
  busy?: boolean;
  /** What the two versions are, where that is soon said. */
  children?: ReactNode;
}

/** Tells the second of two people who edit the same that there is a first. */
export function Others({ children }: { children: ReactNode }) {
  const { t } = useTranslation('problems');
  return <Alert color="yellow" icon={<IconUsers size={18} />} title={t('changedFields.title')} role="alert">{children}</Alert>;
}

/** Two people have edited the same: the second is told, and decides. For the problem `changed` (412). */
export function Changed({ onTheirs, onMine, busy, children }: Props) {
  const { t } = useTranslation('problems');
  return (
    <Others>
      <Text size="sm">{children ?? <>{t('codes.changed.text')} {t('kept')}</>}</Text>
      <Group gap="xs" mt="sm">
        <Button size="xs" variant="default" onClick={() => void onTheirs()}>{t('changedFields.theirs')}</Button>
        <Button size="xs" variant="light" loading={busy} onClick={() => void onMine()}>{t('changedFields.mine')}</Button>
      </Group>
    </Others>
  );
}
