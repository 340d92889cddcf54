import { Badge, Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { useFormat } from '../../parts/format';

/** What waits for work, and what could not be done. */
export function Queues({ queues }: { queues: Thing<'QueueDepth'>[] }) {
  const { t } = useTranslation('platform');
  const { number } = useFormat();
  const names: Record<string, string> = t('queues.names', { returnObjects: true });
  const stuck = queues.some(({ deadLetters }) => deadLetters > 0);
  return (
    <Stack component="section" gap="md" aria-labelledby="queues">
      <Title order={2} id="queues">{t('queues.title')}</Title>
      <Card flex={1}>
        <Table horizontalSpacing={0} withRowBorders={false} layout="auto">
          <Table.Thead>
            <Table.Tr><Table.Th>{t('queues.name')}</Table.Th><Table.Th ta="end">{t('queues.waiting')}</Table.Th><Table.Th ta="end">{t('queues.dead')}</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {queues.map(({ name, waiting, deadLetters }) => (
              <Table.Tr key={name}>
                <Table.Td>{names[name] ?? name}</Table.Td>
                <Table.Td ta="end">{number(waiting)}</Table.Td>
                <Table.Td ta="end">{deadLetters > 0 ? <Badge color="red" variant="light">{number(deadLetters)}</Badge> : 0}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Text size="sm" c="dimmed" mt="sm">{t(stuck ? 'queues.deadHint' : 'queues.well')}</Text>
      </Card>
    </Stack>
  );
}
