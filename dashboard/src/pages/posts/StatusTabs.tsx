import { Badge, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTenancy } from '../../shell/TenantRoute';
import { pendingQuery } from '../home/queries';
import type { View } from './queries';
import { type Look, statuses } from './useView';

/** On the wall, to approve, hidden; with how many wait. */
export function StatusTabs({ view, look }: { view: View; look: Look }) {
  const { t } = useTranslation('posts');
  return (
    <SegmentedControl
      aria-label={t('tabs.label')}
      value={view.status}
      onChange={(status) => look({ status: status as View['status'] })}
      data={statuses.map((status) => ({ value: status, label: <>{t(`tabs.${status}`)}{status === 'pending' && <Waiting />}</> }))}
    />
  );
}

/** The count of those that wait, as far as one page tells. */
function Waiting() {
  const { api } = useTenancy();
  const { data } = useQuery(pendingQuery(api));
  const count = data?.items.length ?? 0;
  if (count === 0) return null;
  return <Badge ml={6} size="sm" circle={count < 10} variant="filled">{count}{data?.nextCursor && '+'}</Badge>;
}
