import { Group, Paper, Stack, Text } from '@mantine/core';
import { IconInfoCircle, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  title?: string;
  icon?: Icon;
  children: ReactNode;
}

/** Something good to know, without alarm. */
export function Hint({ title, icon: Mark = IconInfoCircle, children }: Props) {
  return (
    <Paper p="md" radius="md" bg="var(--hint)">
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Mark size={20} stroke={1.7} aria-hidden style={{ flex: 'none', marginTop: 1 }} />
        <Stack gap="xs" align="flex-start" fz="sm">
          {title && <Text size="sm" fw={620}>{title}</Text>}
          {children}
        </Stack>
      </Group>
    </Paper>
  );
}
