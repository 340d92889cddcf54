import { Button, Select, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { FailureNote } from '../../parts/Failure';
import { useDraftForm, useSaving } from '../../parts/form';
import { done } from '../../parts/notices';
import { useTenancy } from '../../shell/TenantRoute';
import { useInvite } from './queries';
import { RoleOption, roles } from './roles';
import classes from './Team.module.css';

interface Values extends Record<string, unknown> {
  email: string;
  role: Thing<'Role'>;
}

/** Invites somebody by e-mail. */
export function Invite() {
  const { t } = useTranslation(['settings', 'shell']);
  const { api } = useTenancy();
  const form = useDraftForm<Values>(`${api.tenant}.invitation`, {
    initialValues: { email: '', role: 'editor' },
    validate: { email: (email) => (/.@./.test(email.trim()) ? null : t('team.noEmail')) },
  });
  const invite = useInvite();
  const { saving, submit, note } = useSaving(form, ['email', 'role'], ({ email, role }) => invite({ email: email.trim(), role }), ({ email }) => {
    form.setFieldValue('email', '');
    form.forget();
    done(t('team.done.invited', { email }));
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <div className={classes.invite}>
          <TextInput {...form.getInputProps('email')} label={t('team.email')} placeholder={t('team.emailPlaceholder')} type="email" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={254} />
          <Select {...form.getInputProps('role')} label={t('team.role')} data={roles.map((role) => ({ value: role, label: t(`shell:roles.${role}`) }))} renderOption={RoleOption} allowDeselect={false} comboboxProps={{ width: 260, position: 'bottom-end' }} />
          <Button type="submit" loading={saving.isPending}>{t('team.invite')}</Button>
        </div>
        {note && <FailureNote error={note} />}
      </Stack>
    </form>
  );
}
