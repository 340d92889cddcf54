import { Button, Group, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Others } from './Changed';
import { at } from './merge';

interface Props {
  conflict: { paths: string[]; mine: unknown; theirs: unknown; keepMine: () => void; takeTheirs: () => void };
  /** What a field is called. */
  label: (path: string) => string;
  /** A field's value as people read it. */
  say: (path: string, value: unknown) => ReactNode;
}

/** Tells the second of two people what the first has changed, and lets them choose. Nothing that either typed is lost unseen. */
export function Conflict({ conflict, label, say }: Props) {
  const { t } = useTranslation('problems');
  return (
    <Others>
      <Stack gap="sm">
        <Text size="sm">{t('changedFields.text')}</Text>
        <Table fz="sm" withRowBorders={false} verticalSpacing={4} horizontalSpacing={0} layout="fixed">
          <Table.Thead>
            <Table.Tr><Table.Th>{t('changedFields.field')}</Table.Th><Table.Th>{t('changedFields.their')}</Table.Th><Table.Th>{t('changedFields.my')}</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {conflict.paths.map((path) => (
              <Table.Tr key={path}>
                <Table.Td fw={620}>{label(path)}</Table.Td>
                <Table.Td>{say(path, at(conflict.theirs, path))}</Table.Td>
                <Table.Td>{say(path, at(conflict.mine, path))}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Group gap="xs">
          <Button size="xs" onClick={conflict.keepMine}>{t('changedFields.mine')}</Button>
          <Button size="xs" variant="default" onClick={conflict.takeTheirs}>{t('changedFields.theirs')}</Button>
        </Group>
      </Stack>
    </Others>
  );
}
