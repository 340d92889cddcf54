import { SimpleGrid, Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NetworkMark } from '../../parts/NetworkMark';
import classes from './KindPicker.module.css';
import { type Kind, kindNames, kinds } from './kinds';

/** What a wall can show, one card each. */
export function KindPicker({ onChoose }: { onChoose: (kind: Kind) => void }) {
  const { t } = useTranslation('feeds');
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {kindNames.map((kind) => (
        <li key={kind}>
          <UnstyledButton className={classes.kind} onClick={() => onChoose(kind)}>
            <NetworkMark network={kinds[kind].network} size={40} />
            <span>
              <Text component="span" display="block" fw={620}>{t(`kinds.${kind}`)}</Text>
              <Text component="span" display="block" size="sm" c="dimmed">{t(`brings.${kind}`)}</Text>
            </span>
          </UnstyledButton>
        </li>
      ))}
    </SimpleGrid>
  );
}
