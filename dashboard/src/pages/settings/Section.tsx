import { Grid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Card } from '../../parts/Card';

interface Props {
  /** Its place in the page's address: settings#plan. */
  id: string;
  title: string;
  about: string;
  children: ReactNode;
}

/** One subject: on a desk what it is about at the left, what can be done at the right. */
export function Section({ id, title, about, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} style={{ scrollMarginTop: '5rem' }}>
      <Grid gap={{ base: 'sm', md: 'xl' }}>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap={4}>
            <Title order={2} id={`${id}-title`}>{title}</Title>
            <Text c="dimmed" size="sm">{about}</Text>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}><Card>{children}</Card></Grid.Col>
      </Grid>
    </section>
  );
}
