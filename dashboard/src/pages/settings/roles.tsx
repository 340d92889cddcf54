import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';

/** The roles, that which may do most first. */
export const roles: Thing<'Role'>[] = ['owner', 'editor', 'viewer'];

/** A role to choose, with what it may do. */
export function RoleOption({ option: { value, label } }: { option: { value: string; label: string } }) {
  const { t } = useTranslation('settings');
  return (
    <Stack gap={0}>
      <Text size="sm">{label}</Text>
      <Text size="xs" c="dimmed">{t(`team.roles.${value as Thing<'Role'>}`)}</Text>
    </Stack>
  );
}
