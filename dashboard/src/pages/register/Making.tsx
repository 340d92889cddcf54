import { List, Loader, Text, ThemeIcon } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { queryClient, tenantQuery } from '../../api/queries';
import { Card } from '../../parts/Card';
import { Failure } from '../../parts/Failure';
import { useTenancy } from '../../shell/TenantRoute';
import { Frame } from './Frame';

/** What is usual, in milliseconds. */
const usual = 30_000;

/** Shows what is being made, and goes on when it is there. */
export function Making() {
  const { t } = useTranslation('register');
  const { api, tenant } = useTenancy();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({ ...tenantQuery(api), refetchInterval: ({ state }) => (state.data?.status === 'active' ? false : 1_000) });
  const active = data?.status === 'active';
  useEffect(() => {
    if (!active) return;
    const leave = async () => {
      await queryClient.refetchQueries({ queryKey: ['me'] });
      await navigate(`/register/${tenant.id}/feed`, { replace: true });
    };
    void leave();
  }, [active, navigate, tenant.id]);
  const slow = useLater(usual);
  if (error && !data) return <Failure error={error} retry={refetch} />;
  return (
    <Frame step="place" title={t('making.title')} about={t('making.about')}>
      <Card aria-live="polite">
        <List spacing="md" size="md" center listStyleType="none" pl={0}>
          <Thing done>{t('making.registered', { name: tenant.name })}</Thing>
          <Thing done={active}>{t('making.table')}</Thing>
          <Thing done={active}>{t('making.key')}</Thing>
        </List>
        {slow && !active && <Text size="sm" c="dimmed" mt="md">{t('making.slow')}</Text>}
      </Card>
    </Frame>
  );
}

function Thing({ done, children }: { done: boolean; children: string }) {
  const mark = done ? <ThemeIcon size={26} radius="xl" color="green.8"><IconCheck size={16} aria-hidden /></ThemeIcon> : <Loader size={22} m={2} />;
  return <List.Item icon={mark}>{children}</List.Item>;
}

function useLater(milliseconds: number): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return later;
}
