import type { FormErrors } from '@mantine/form';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient, type Thing } from '../../api/queries';
import { useDraftForm, useSaving } from '../../parts/form';
import { done } from '../../parts/notices';
import { useTenancy } from '../../shell/TenantRoute';
import { settingsQuery, useChangeTenant } from './queries';

/** The tenant as it was read. */
export interface Tagged {
  value: Thing<'Tenant'>;
  etag: string;
}

export interface SettingsProps {
  settings: Tagged;
  /** Shows what somebody else has saved in the meantime. */
  onTheirs: () => Promise<Tagged>;
}

interface Subject<V> {
  name: string;
  valuesOf: (tenant: Thing<'Tenant'>) => V;
  bodyOf: (values: V) => Thing<'TenantChange'>;
  validate: (values: V) => FormErrors;
}

/** A form over a part of the tenant. Of two people who save, the second is told, and decides. */
export function useSettingsForm<V extends Record<string, unknown>>({ settings, onTheirs }: SettingsProps, { name, valuesOf, bodyOf, validate }: Subject<V>) {
  const { t } = useTranslation();
  const { api } = useTenancy();
  const change = useChangeTenant();
  const over = useRef<string>(undefined); // what the person has decided to overwrite
  const before = valuesOf(settings.value);
  const form = useDraftForm<V>(`${api.tenant}.settings.${name}`, { initialValues: before, validate });
  const { saving, submit, note } = useSaving(form, Object.keys(before), (values) => change(bodyOf(values), over.current ?? settings.etag), (saved) => {
    over.current = undefined;
    form.setValues(valuesOf(saved));
    form.forget();
    done(t('saved'));
  });
  return {
    form, saving, submit, note, before,
    changed: JSON.stringify(bodyOf(form.values)) !== JSON.stringify(bodyOf(before)),
    theirs: () => {
      form.forget();
      return onTheirs();
    },
    mine: async () => {
      over.current = (await queryClient.fetchQuery({ ...settingsQuery(api), staleTime: 0 })).etag;
      submit();
    },
  };
}
