import { Stack, Switch, TagsInput, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { useTenancy } from '../../shell/TenantRoute';
import { SaveRow } from './SaveRow';
import { Section } from './Section';
import { type SettingsProps, useSettingsForm } from './useSettingsForm';

interface Values extends Record<string, unknown> {
  allowedDomains: string[];
  localhost: boolean;
  app: boolean;
}

const special = ['localhost', 'app'];

const valuesOf = ({ allowedDomains }: Thing<'Tenant'>): Values => ({
  allowedDomains: allowedDomains.filter((domain) => !special.includes(domain)),
  localhost: allowedDomains.includes('localhost'),
  app: allowedDomains.includes('app'),
});

const bodyOf = ({ allowedDomains, localhost, app }: Values) => ({
  allowedDomains: [...new Set([...allowedDomains, ...(localhost ? ['localhost'] : []), ...(app ? ['app'] : [])])],
});

const names = { allowedDomains: 'sites.list', localhost: 'sites.localhost', app: 'sites.app' } as const;

/** The sites on which the key works. */
export function Sites(props: SettingsProps) {
  const { t } = useTranslation('settings');
  const { mayOwn } = useTenancy();
  const { form, submit, ...rest } = useSettingsForm(props, {
    name: 'sites', valuesOf, bodyOf,
    validate: (values) => ({ allowedDomains: bodyOf(values).allowedDomains.length > 0 ? null : t('sites.none') }),
  });
  return (
    <Section id="sites" title={t('sites.title')} about={t('sites.about')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <TagsInput
            {...form.getInputProps('allowedDomains')} label={t('sites.list')} description={t('sites.listHint')} placeholder={mayOwn ? t('sites.add') : undefined}
            readOnly={!mayOwn} maxTags={50} splitChars={[',', ' ', ';']} acceptValueOnBlur autoCapitalize="none" spellCheck={false} inputMode="url"
          />
          {form.values.allowedDomains.includes('*') && <Text size="sm" c="var(--mantine-color-error)" role="status">{t('sites.everywhere')}</Text>}
          <Switch {...form.getInputProps('localhost', { type: 'checkbox' })} label={t('sites.localhost')} description={t('sites.localhostHint')} disabled={!mayOwn} />
          <Switch {...form.getInputProps('app', { type: 'checkbox' })} label={t('sites.app')} description={t('sites.appHint')} disabled={!mayOwn} />
          <SaveRow save={t('sites.save')} {...rest} label={(field) => t(names[field as keyof typeof names])} say={(_, value) => (Array.isArray(value) ? value.join(', ') : t(value ? 'sites.yes' : 'sites.no'))} />
        </Stack>
      </form>
    </Section>
  );
}
