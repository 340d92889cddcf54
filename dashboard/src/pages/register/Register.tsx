import { Button, Group, SegmentedControl, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api/client';
import { answered } from '../../api/problem';
import { queryClient, type Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { FailureNote } from '../../parts/Failure';
import { useDraftForm, useSaving } from '../../parts/form';
import { type Language, language, languages } from '../../words';
import { Frame } from './Frame';

interface Place extends Record<string, unknown> {
  name: string;
  domain: string;
  locale: Language;
  event: boolean;
}

/** The first step: name, site, language, event or not. */
export default function Register() {
  const { t } = useTranslation('register');
  const navigate = useNavigate();
  const form = usePlaceForm();
  const { saving, submit, note } = useSaving(form, ['name', 'domain', 'locale', 'event'], useRegister(), async ({ id }: Thing<'RegisteredTenant'>) => {
    await queryClient.refetchQueries({ queryKey: ['me'] });
    void navigate(`/register/${id}/making`);
  });
  return (
    <Frame step="place" title={t('place.title')} about={t('place.about')}>
      <Card>
        <form onSubmit={submit} noValidate>
          <Stack gap="lg">
            <TextInput {...form.getInputProps('name')} label={t('place.name')} description={t('place.nameHint')} placeholder={t('place.namePlaceholder')} autoComplete="organization" maxLength={100} size="md" />
            <TextInput {...form.getInputProps('domain')} label={t('place.domain')} description={t('place.domainHint')} placeholder={t('place.domainPlaceholder')} autoComplete="url" inputMode="url" autoCapitalize="none" spellCheck={false} size="md" />
            <Stack gap={6}>
              <Text fw={600} id="locale">{t('place.locale')}</Text>
              <SegmentedControl {...form.getInputProps('locale')} aria-labelledby="locale" data={Object.entries(languages).map(([value, label]) => ({ value, label }))} />
            </Stack>
            <Switch {...form.getInputProps('event', { type: 'checkbox' })} label={t('place.event')} description={t('place.eventHint')} size="md" />
            {note && <FailureNote error={note} />}
            <Group justify="flex-end"><Button type="submit" size="md" loading={saving.isPending}>{t('place.submit')}</Button></Group>
          </Stack>
        </form>
      </Card>
    </Frame>
  );
}

function usePlaceForm() {
  const { t } = useTranslation('register');
  return useDraftForm<Place>('register', {
    initialValues: { name: '', domain: '', locale: language(), event: false },
    validate: {
      name: (name) => (name.trim() ? null : t('place.noName')),
      domain: (domain) => (domain.trim().includes('.') ? null : t('place.noDomain')),
    },
  });
}

/** Registers once, however often the same is sent: a lost answer makes no second wall. */
function useRegister() {
  const sent = useRef({ body: '', key: '' });
  return (place: Place) => {
    const body = { ...place, name: place.name.trim(), domain: place.domain.trim() };
    const text = JSON.stringify(body);
    if (sent.current.body !== text) sent.current = { body: text, key: crypto.randomUUID() };
    return answered(api.POST('/v1/tenants', { params: { header: { 'Idempotency-Key': sent.current.key } }, body }));
  };
}
