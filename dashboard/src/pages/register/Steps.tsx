import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from 'react-router';
import { meQuery } from '../../api/queries';
import { Ready } from '../../parts/Ready';
import { Splash } from '../../parts/Splash';
import { TenantPages } from '../../shell/TenantRoute';
import { UnknownTenant } from '../../shell/UnknownPage';
import { Code } from './Code';
import { FirstFeed } from './FirstFeed';
import { FirstWall } from './FirstWall';
import { Making } from './Making';

const steps = { making: Making, feed: FirstFeed, preview: FirstWall, code: Code };

/** The steps after the registration. Where one is stands in the address, so that each can be left and come back to. */
export default function Steps() {
  const { tenant: id, step = '' } = useParams();
  if (!(step in steps)) return <Navigate to={`/register/${id}/feed`} replace />;
  const Step = steps[step as keyof typeof steps];
  return (
    <Ready query={useQuery(meQuery)} waiting={<Splash />}>
      {({ tenants }) => {
        const tenant = tenants.find((candidate) => candidate.id === id);
        if (!tenant) return <UnknownTenant />;
        if (tenant.status === 'provisioning' && step !== 'making') return <Navigate to={`/register/${id}/making`} replace />;
        return <TenantPages key={id} tenant={tenant}><Step /></TenantPages>;
      }}
    </Ready>
  );
}
