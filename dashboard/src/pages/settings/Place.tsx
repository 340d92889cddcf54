import { SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { useTenancy } from '../../shell/TenantRoute';
import { type Language, languages } from '../../words';
import { SaveRow } from './SaveRow';
import { Section } from './Section';
import { type SettingsProps, useSettingsForm } from './useSettingsForm';

interface Values extends Record<string, unknown> {
  name: string;
  domain: string;
  locale: Language;
}

const valuesOf = ({ name, domain, locale }: Thing<'Tenant'>): Values => ({ name, domain, locale });

const bodyOf = ({ name, domain, locale }: Values, before: Values) => {
  const moved = domain.trim() !== before.domain;
  return { name: name.trim(), locale, ...(moved && { domain: domain.trim() }) };
};

const names = { name: 'place.name', domain: 'place.domain', locale: 'place.locale' } as const;

/** Name, site and language. */
export function Place(props: SettingsProps) {
  const { t } = useTranslation('settings');
  const { mayOwn } = useTenancy();
  const { form, submit, ...rest } = useSettingsForm(props, {
    name: 'place', valuesOf, bodyOf,
    validate: ({ name, domain }) => ({ name: name.trim() ? null : t('place.noName'), domain: domain.trim().includes('.') ? null : t('place.noDomain') }),
  });
  const before = form.values.base.value;
  const moves = form.values.domain.trim() !== before.domain && form.values.domain.trim().includes('.');
  return (
    <Section id="place" title={t('place.title')} about={t('place.about')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <TextInput {...form.getInputProps('name')} label={t('place.name')} description={t('place.nameHint')} autoComplete="organization" maxLength={100} readOnly={!mayOwn} />
          <TextInput {...form.getInputProps('domain')} label={t('place.domain')} description={t('place.domainHint')} autoComplete="url" inputMode="url" autoCapitalize="none" spellCheck={false} readOnly={!mayOwn} />
          {moves && <Text size="sm" role="status">{t('place.moves', { next: form.values.domain.trim(), before: before.domain })}</Text>}
          <Stack gap={6} align="flex-start">
            <Text fw={600} size="sm" id="locale">{t('place.locale')}</Text>
            <Text c="dimmed" size="xs">{t('place.localeHint')}</Text>
            <SegmentedControl {...form.getInputProps('locale')} aria-labelledby="locale" readOnly={!mayOwn} data={Object.entries(languages).map(([value, label]) => ({ value, label }))} />
          </Stack>
          <SaveRow save={t('place.save')} {...rest} label={(field) => t(names[field as keyof typeof names])} say={(field, value) => (field === 'locale' ? languages[value as Language] : String(value))} />
        </Stack>
      </form>
    </Section>
  );
}
