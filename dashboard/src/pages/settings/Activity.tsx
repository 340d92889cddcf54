import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { FailureNote } from '../../parts/Failure';
import { useFormat } from '../../parts/format';
import { Ready } from '../../parts/Ready';
import { useTenancy } from '../../shell/TenantRoute';
import classes from './Activity.module.css';
import { useActivityWords } from './activity';
import { auditQuery } from './queries';
import { Section } from './Section';

/** Who changed what, when. */
export function Activity() {
  const { t } = useTranslation('settings');
  const { api } = useTenancy();
  const query = useInfiniteQuery(auditQuery(api));
  return (
    <Section id="activity" title={t('activity.title')} about={t('activity.about')}>
      <Ready query={query}>
        {({ pages }) => (
          <Stack gap="md">
            <Entries entries={pages.flatMap(({ items }) => items)} />
            {query.isFetchNextPageError && <FailureNote error={query.error} />}
            {query.hasNextPage && <Group><Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('activity.more')}</Button></Group>}
          </Stack>
        )}
      </Ready>
    </Section>
  );
}

function Entries({ entries }: { entries: Thing<'AuditEntry'>[] }) {
  const { t } = useTranslation('settings');
  const words = useActivityWords();
  const { ago, moment } = useFormat();
  if (entries.length === 0) return <Text c="dimmed">{t('activity.none')}</Text>;
  return (
    <ol className={classes.list}>
      {entries.map((entry, n) => {
        const { who, what, detail } = words(entry);
        return (
          <li key={n} className={classes.entry}>
            <Text size="sm"><Text span fw={620} inherit>{who}</Text> · {what}</Text>
            <Text size="xs" c="dimmed" className={classes.when} title={moment(entry.at)}><time dateTime={entry.at}>{ago(entry.at)}</time></Text>
            {detail && <Text size="sm" c="dimmed" className={classes.detail}>{detail}</Text>}
          </li>
        );
      })}
    </ol>
  );
}
