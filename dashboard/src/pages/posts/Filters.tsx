import { ActionIcon, CloseButton, Group, Popover, Select, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feedsQuery } from '../../api/queries';
import { useTenancy } from '../../shell/TenantRoute';
import classes from './Filters.module.css';
import { KeysHelp } from './KeysHelp';
import type { View } from './queries';
import { type Look, networks } from './useView';

interface Props {
  view: View;
  look: Look;
}

/** Words, network and feed; on a phone the last two stand behind a button. */
export function Filters({ view, look }: Props) {
  const { t } = useTranslation('posts');
  const narrowed = Number(!!view.network) + Number(!!view.feed);
  return (
    <Group gap="xs" wrap="nowrap" className={classes.filters}>
      <Search view={view} look={look} />
      <Popover position="bottom-end" width={280} trapFocus>
        <Popover.Target>
          <ActionIcon variant={narrowed ? 'light' : 'default'} size={36} aria-label={narrowed ? t('filters.some', { count: narrowed }) : t('filters.label')}><IconFilter size={18} aria-hidden /></ActionIcon>
        </Popover.Target>
        <Popover.Dropdown><Narrow view={view} look={look} /></Popover.Dropdown>
      </Popover>
      <KeysHelp />
    </Group>
  );
}

/** Searches when the typing rests. */
function Search({ view, look }: Props) {
  const { t } = useTranslation('posts');
  const [typed, setTyped] = useState(view.q ?? '');
  const later = useDebouncedCallback((q: string) => look({ q: q.trim() || undefined }), 300);
  useEffect(() => { if (!view.q) setTyped(''); }, [view.q]); // cleared elsewhere
  const type = (q: string) => {
    setTyped(q);
    later(q);
  };
  return (
    <TextInput
      type="search"
      className={classes.search}
      aria-label={t('filters.search')}
      placeholder={t('filters.search')}
      value={typed}
      maxLength={100}
      onChange={(event) => type(event.currentTarget.value)}
      leftSection={<IconSearch size={17} aria-hidden />}
      rightSection={typed && <CloseButton size="sm" aria-label={t('filters.clearSearch')} onClick={() => type('')} />}
    />
  );
}

function Narrow({ view, look }: Props) {
  const { t } = useTranslation(['posts', 'shell']);
  const { api } = useTenancy();
  const { data } = useQuery(feedsQuery(api));
  const feeds = data?.items ?? [];
  return (
    <Stack gap="sm">
      <Select
        label={t('filters.network')}
        placeholder={t('filters.allNetworks')}
        value={view.network ?? null}
        onChange={(network) => look({ network: (network as View['network']) ?? undefined })}
        data={networks.map((network) => ({ value: network, label: t(`shell:networks.${network}`) }))}
        clearable
        clearButtonProps={{ 'aria-label': t('filters.clear') }}
        comboboxProps={{ withinPortal: false }}
      />
      <Select
        label={t('filters.feed')}
        placeholder={t('filters.allFeeds')}
        value={view.feed ?? null}
        onChange={(feed) => look({ feed: feed ?? undefined })}
        data={feeds.map(({ id, name }) => ({ value: id, label: name }))}
        clearable
        clearButtonProps={{ 'aria-label': t('filters.clear') }}
        comboboxProps={{ withinPortal: false }}
      />
    </Stack>
  );
}
