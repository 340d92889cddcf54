import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  icon: Icon;
  title: string;
  text?: ReactNode;
  action?: ReactNode;
  /** It is all that the page has to say. */
  alone?: boolean;
}

/** What is seen where nothing is yet, with the button that changes it. */
export function Empty({ icon: Mark, title, text, action, alone }: Props) {
  return (
    <Stack align="center" gap="sm" py={64} ta="center">
      <ThemeIcon size={56} radius="xl" variant="light" color="gray"><Mark size={28} stroke={1.6} aria-hidden /></ThemeIcon>
      <Title order={alone ? 1 : 2} size="h2">{title}</Title>
      {text && <Text c="dimmed" maw={440}>{text}</Text>}
      {action}
    </Stack>
  );
}
