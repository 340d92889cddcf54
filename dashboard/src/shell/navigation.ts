import { IconAdjustments, IconBuildingStore, IconChartBar, IconHome, IconLayoutGrid, IconPalette, IconRss, IconServerCog } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { meQuery } from '../api/queries';
import { lastTenant } from './TenantRoute';

/** The pages of a tenant, in the order of the menu; `path` is below /walls/<tenant>. */
export const pages = [
  { name: 'home', path: '', icon: IconHome },
  { name: 'feeds', path: 'feeds', icon: IconRss },
  { name: 'posts', path: 'posts', icon: IconLayoutGrid },
  { name: 'design', path: 'design', icon: IconPalette },
  { name: 'analytics', path: 'analytics', icon: IconChartBar },
  { name: 'settings', path: 'settings', icon: IconAdjustments },
] as const;

/** The pages over all tenants, for those whom they concern. */
export const above = { overview: { to: '/walls', icon: IconBuildingStore }, platform: { to: '/platform', icon: IconServerCog } } as const;

/** The address of a tenant's page. */
export const pathOf = (tenant: string, page = '') => `/walls/${tenant}${page && `/${page}`}`;

/** The tenants of the signed-in person, and the one that the menu leads to: that of the address, else the last. */
export function useMyTenants() {
  const { data: me, isLoading } = useQuery(meQuery);
  const { tenant: named } = useParams();
  const tenants = me?.tenants ?? [];
  const wanted = named ?? localStorage.getItem(lastTenant);
  return { me, tenants, current: tenants.find(({ id }) => id === wanted) ?? tenants[0], named, isLoading };
}
