import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo } from 'react';
import { Outlet, useParams } from 'react-router';
import { apiOf, type TenantApi } from '../api/client';
import { meQuery, queryClient, type Thing } from '../api/queries';
import { Ready } from '../parts/Ready';
import { UnknownTenant } from './UnknownPage';
import { TenantNotices } from './TenantNotices';

interface Tenancy {
  /** Asks for this tenant alone. */
  api: TenantApi;
  tenant: Thing<'MyTenant'>;
  /** The signed-in person may change feeds, posts and the look; the API decides in the end. */
  mayEdit: boolean;
  /** …and the tenant itself, its key, its plan and its team. */
  mayOwn: boolean;
}

const TenancyContext = createContext<Tenancy | null>(null);

/** The tenant that the address names, for every page below it. */
export function useTenancy(): Tenancy {
  const tenancy = useContext(TenancyContext);
  if (!tenancy) throw new Error('this page has no tenant in its address');
  return tenancy;
}

/** Pages of one tenant. Another tenant is another instance: nothing of one is ever seen in the other. */
export function TenantRoute() {
  const { tenant: id = '' } = useParams();
  return (
    <Ready query={useQuery(meQuery)}>
      {({ tenants }) => {
        const tenant = tenants.find((candidate) => candidate.id === id);
        return tenant ? <TenantPages key={id} tenant={tenant}><Outlet /></TenantPages> : <UnknownTenant />;
      }}
    </Ready>
  );
}

export function TenantPages({ tenant, children }: { tenant: Thing<'MyTenant'>; children: React.ReactNode }) {
  const api = useMemo(() => apiOf(tenant.id), [tenant.id]);
  useEffect(() => () => void queryClient.cancelQueries({ queryKey: [tenant.id] }), [tenant.id]);
  useEffect(() => localStorage.setItem(lastTenant, tenant.id), [tenant.id]);
  const mayEdit = tenant.status === 'active' && tenant.role !== 'viewer';
  const mayOwn = tenant.status === 'active' && tenant.role === 'owner';
  const tenancy = useMemo(() => ({ api, tenant, mayEdit, mayOwn }), [api, tenant, mayEdit, mayOwn]);
  return (
    <TenancyContext value={tenancy}>
      <TenantNotices />
      {children}
    </TenancyContext>
  );
}

/** Where the tenant that was looked at last is kept. */
export const lastTenant = 'hashmytag.tenant';
