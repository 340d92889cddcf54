import { Button, CloseButton, Group, Text } from '@mantine/core';
import { IconCheck, IconEyeOff, IconPin, IconPinnedOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './BulkBar.module.css';
import type { View } from './queries';
import type { Verb } from './useDecide';
import type { useSelection } from './useSelection';

const icons = { approve: IconCheck, hide: IconEyeOff, pin: IconPin, unpin: IconPinnedOff };
const verbs: Record<View['status'], Verb[]> = { visible: ['hide', 'pin', 'unpin'], pending: ['approve', 'hide'], hidden: ['approve'] };

/** What can be done with all that are selected. It stays in sight at the foot of the screen. */
export function BulkBar({ view, selection, decide }: { view: View; selection: ReturnType<typeof useSelection>; decide: (verb: Verb) => void }) {
  const { t } = useTranslation('posts');
  if (!selection.some) return null;
  return (
    <div className={classes.bar} role="region" aria-label={t('bulk.label')}>
      <Group gap="xs" wrap="nowrap">
        <CloseButton variant="transparent" c="inherit" aria-label={t('bulk.clear')} onClick={selection.clear} />
        <Text size="sm" fw={620} role="status" style={{ whiteSpace: 'nowrap' }}>{t('bulk.count', { count: selection.count })}</Text>
      </Group>
      <Group gap="xs" wrap="nowrap" className={classes.verbs}>
        {!selection.all && <Button size="xs" variant="transparent" c="inherit" onClick={selection.selectAll}>{t('bulk.all')}</Button>}
        {verbs[view.status].map((verb, i) => {
          const Mark = icons[verb];
          return <Button key={verb} size="xs" variant={i === 0 ? 'filled' : 'white'} color={i === 0 ? undefined : 'dark'} leftSection={<Mark size={16} aria-hidden />} onClick={() => decide(verb)}>{t(`verbs.${verb}`)}</Button>;
        })}
      </Group>
    </div>
  );
}
