import { ActionIcon, Group, Menu, Text } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Thing } from '../../api/queries';
import { Confirm } from '../../parts/Confirm';
import { done, failed } from '../../parts/notices';
import { onPhone } from '../../parts/phone';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { SyncButton } from './FeedCard';
import { useRemove, useSwitch } from './queries';
import { useSync } from './useSync';

/** What can be done with a feed. Pausing can be undone, deleting is asked for twice. */
export function FeedActions({ feed }: { feed: Thing<'Feed'> }) {
  const { t } = useTranslation(['feeds', 'shell']);
  const { tenant } = useTenancy();
  const [asking, { open, close }] = useDisclosure();
  const sync = useSync(feed);
  const phone = useMediaQuery(onPhone); // where there is no button beside the menu
  const turn = useSwitch(feed);
  const named = { name: feed.name };
  const set = (enabled: boolean, undoable = true) =>
    turn.mutate(enabled, {
      onSuccess: () => done(t(enabled ? 'done.resumed' : 'done.paused', named), undoable ? () => set(!enabled, false) : undefined),
      onError: (error) => failed(error, () => set(enabled)),
    });
  return (
    <Group gap={6} wrap="nowrap">
      {feed.enabled && <SyncButton feed={feed} visibleFrom="sm" />}
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" loading={turn.isPending} aria-label={t('actions.for', named)}><IconDots size={20} aria-hidden /></ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {/* Left out and not only unseen: the arrows stop at an item that cannot take the keyboard. */}
          {feed.enabled && phone && <Menu.Item leftSection={<IconRefresh size={18} aria-hidden />} onClick={sync.start}>{t('actions.sync')}</Menu.Item>}
          <Menu.Item component={Link} to={pathOf(tenant.id, `feeds/${feed.id}`)} leftSection={<IconPencil size={18} aria-hidden />}>{t('shell:actions.edit')}</Menu.Item>
          {feed.enabled
            ? <Menu.Item leftSection={<IconPlayerPause size={18} aria-hidden />} onClick={() => set(false)}>{t('actions.pause')}</Menu.Item>
            : <Menu.Item leftSection={<IconPlayerPlay size={18} aria-hidden />} onClick={() => set(true)}>{t('actions.resume')}</Menu.Item>}
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconTrash size={18} aria-hidden />} onClick={open}>{t('shell:actions.remove')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Remove feed={feed} opened={asking} close={close} />
    </Group>
  );
}

function Remove({ feed, opened, close }: { feed: Thing<'Feed'>; opened: boolean; close: () => void }) {
  const { t } = useTranslation(['feeds', 'shell']);
  const remove = useRemove(feed);
  const named = { name: feed.name };
  const go = () => remove.mutate(undefined, { onSuccess: () => { close(); done(t('done.removed', named)); } });
  return (
    <Confirm opened={opened} onClose={close} title={t('remove.title', named)} confirm={t('remove.button')} onConfirm={go} busy={remove.isPending} error={remove.error}>
      <Text>{t('remove.posts', { count: feed.state.postCount })}</Text>
      <Text>{t('remove.text', { network: t(`shell:networks.${feed.network}`) })}</Text>
    </Confirm>
  );
}
