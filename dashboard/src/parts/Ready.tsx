import { Alert, Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../api/problem';
import { Failure, RetryButton } from './Failure';
import { useFormat } from './format';

interface Props<Data> {
  query: UseQueryResult<Data>;
  /** What is seen until the answer is there; of the same size as what comes. */
  waiting?: ReactNode;
  children: (data: Data) => ReactNode;
}

/** What a query brought, once it is there. A failure says why and can be tried again; older data stay on the screen. */
export function Ready<Data>({ query, waiting, children }: Props<Data>) {
  const { data, error, refetch, isFetching, dataUpdatedAt } = query;
  const there = useDeferredValue(data !== undefined); // the first drawing is a page's longest: it gives way to the person
  if (data !== undefined && there)
    return (
      <>
        {error && problemOf(error).code !== 'unauthenticated' && <Stale since={dataUpdatedAt} retry={refetch} busy={isFetching} />}
        {children(data)}
      </>
    );
  if (error) return <Failure error={error} retry={refetch} busy={isFetching} />;
  return waiting ?? <LoadingPage />;
}

function Stale({ since, retry, busy }: { since: number; retry: () => unknown; busy: boolean }) {
  const { t } = useTranslation('problems');
  const { ago } = useFormat();
  return (
    <Alert color="yellow" mb="md" role="status">
      {t('stale', { when: ago(new Date(since)) })} <RetryButton retry={retry} busy={busy} />
    </Alert>
  );
}

/** The shape of a page that is on its way. */
export function LoadingPage() {
  const { t } = useTranslation();
  return (
    <Stack gap="lg" aria-busy>
      <VisuallyHidden role="status">{t('loading')}</VisuallyHidden>
      <Skeleton h={32} w="min(16rem, 60%)" />
      <Skeleton h={120} radius="lg" />
      <Skeleton h={240} radius="lg" />
    </Stack>
  );
}
