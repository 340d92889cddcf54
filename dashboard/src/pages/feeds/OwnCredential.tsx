import { Button, Checkbox, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { type FeedValues, type Kind, kinds } from './kinds';

interface Props {
  kind: Kind;
  form: UseFormReturnType<FeedValues>;
  feed?: Thing<'Feed'>;
}

/** The tenant's own access to a network: written, never read. Most leave it alone. */
export function OwnCredential({ kind, form, feed }: Props) {
  const { t } = useTranslation(['feeds', 'shell']);
  const { network, ownNeeded } = kinds[kind];
  const named = { network: t(`shell:networks.${network}`) };
  const { own } = form.values;
  if (feed?.ownCredential && !own)
    return (
      <Stack gap="xs" align="flex-start">
        <Text fw={500} size="sm"><IconKey size={16} aria-hidden style={{ verticalAlign: '-3px', marginInlineEnd: 6 }} />{t('own.title')}</Text>
        <Text size="sm" c="dimmed">{t('own.stored')}</Text>
        <Button variant="default" size="xs" onClick={() => form.setFieldValue('own', true)}>{t('own.replace')}</Button>
      </Stack>
    );
  return (
    <Stack gap="sm">
      {!ownNeeded && !feed?.ownCredential && (
        <Checkbox {...form.getInputProps('own', { type: 'checkbox' })} label={t('own.advanced')} description={t('own.why', named)} />
      )}
      {(own || ownNeeded) && <Keys kind={kind} form={form} />}
      {feed?.ownCredential && <Group><Button variant="default" size="xs" onClick={() => form.setFieldValue('own', false)}>{t('shell:actions.cancel')}</Button></Group>}
    </Stack>
  );
}

function Keys({ kind, form }: Omit<Props, 'feed'>) {
  const { t } = useTranslation('feeds');
  const { keys, network } = kinds[kind];
  return (
    <Stack gap="sm" pl="md" style={{ borderInlineStart: '3px solid var(--line)' }}>
      <Text size="sm">{t(`own.where.${network}`)}</Text>
      {keys.map((key) => {
        const props = { ...form.getInputProps(`credential.${key}`), label: t(`own.keys.${key}`), autoComplete: 'off', spellCheck: false, autoCapitalize: 'none' };
        return key === 'userId' ? <TextInput key={key} {...props} inputMode="numeric" /> : <PasswordInput key={key} {...props} data-1p-ignore />;
      })}
      <Text size="xs" c="dimmed">{t('own.tried')}</Text>
    </Stack>
  );
}
