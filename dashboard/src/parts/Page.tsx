import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** One sentence on what the page is for. */
  about?: ReactNode;
  actions?: ReactNode;
  /** The way back, for a page that is below another. */
  above?: ReactNode;
  children: ReactNode;
}

/** A page: its title, also the browser's; what can be done; its content. */
export function Page({ title, about, actions, above, children }: Props) {
  return (
    <Stack gap="xl">
      <title>{`${title} · HashMyTag`}</title>
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} maw={640} flex="1 1 18rem">
          {above}
          <Title order={1}>{title}</Title>
          {about && <Text c="dimmed">{about}</Text>}
        </Stack>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
