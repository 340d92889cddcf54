import type { FormErrors } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { queryClient, type Thing } from '../../api/queries';
import type { Tagged } from '../../api/problem';
import { done } from '../../parts/notices';
import { useSettings } from '../../parts/useSettings';
import { useTenancy } from '../../shell/TenantRoute';
import { settingsQuery, useChangeTenant } from './queries';

type Tenant = Thing<'Tenant'>;

export interface SettingsProps {
  settings: Tagged<Tenant>;
}

interface Subject<V> {
  name: string;
  valuesOf: (tenant: Tenant) => V;
  bodyOf: (values: V, before: V) => Thing<'TenantChange'>;
  validate: (values: V) => FormErrors;
}

/** A form over a part of the tenant, in values of its own. */
export function useSettingsForm<V extends Record<string, unknown>>({ settings }: SettingsProps, { name, valuesOf, bodyOf, validate }: Subject<V>) {
  const { t } = useTranslation();
  const { api } = useTenancy();
  const change = useChangeTenant();
  const valued = ({ value, etag }: Tagged<Tenant>) => ({ value: valuesOf(value), etag });
  const read = valued(settings);
  const fields = Object.keys(read.value);
  const take = (values: V) => Object.fromEntries(fields.map((field) => [field, values[field]])) as V;
  const store = {
    read: async () => valued(await queryClient.fetchQuery({ ...settingsQuery(api), staleTime: 0 })),
    write: async (values: V, base: Tagged<V>) => valued(await change(bodyOf(values, base.value), base.etag)),
  };
  return useSettings<V, V>({ name: `settings.${name}`, fields, take, validate }, store, read, () => done(t('saved')));
}
