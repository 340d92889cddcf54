import { ActionIcon, Badge, Group, Menu, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconMail, IconUserMinus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem';
import { refresh, type Thing } from '../../api/queries';
import { Changed } from '../../parts/Changed';
import { Confirm } from '../../parts/Confirm';
import { done, failed } from '../../parts/notices';
import { useTenancy } from '../../shell/TenantRoute';
import { tenantChanged, useGone, useInvite, useRemoveMember, useSetRole } from './queries';
import { RoleOption, roles } from './roles';
import classes from './Team.module.css';

interface Props {
  member: Thing<'Member'>;
  you: boolean;
  /** The last owner, who must stay one. */
  last: boolean;
}

/** A member or an invitation, and what an owner can do about it. */
export function MemberRow({ member, you, last }: Props) {
  const { t } = useTranslation(['settings', 'shell']);
  const { mayOwn } = useTenancy();
  return (
    <li className={classes.member}>
      <Group gap={8}>
        <Text className={classes.email}>{member.email || member.id}</Text>
        {you && <Badge variant="light" color="gray" tt="none">{t('team.you')}</Badge>}
        {member.status === 'invited' && <Badge variant="light" color="yellow" tt="none">{t('team.invited')}</Badge>}
      </Group>
      <Role member={member} you={you} fixed={last || !mayOwn} />
      {mayOwn && !last && <Actions member={member} you={you} />}
      {last && mayOwn && <Text size="xs" c="dimmed" className={classes.note}>{t('team.last')}</Text>}
    </li>
  );
}

function Role({ member, you, fixed }: { member: Thing<'Member'>; you: boolean; fixed: boolean }) {
  const { t } = useTranslation(['settings', 'shell']);
  const { api } = useTenancy();
  const [mine, setMine] = useState<Thing<'Role'>>(); // what was chosen here, while somebody else chose something else
  const { email } = member;
  const roleName = (role: Thing<'Role'>) => t(`shell:roles.${role}`);
  const set = useSetRole(member, {
    done: (role) => {
      done(t('team.done.changed', { email, role: roleName(role) }));
      if (you) void tenantChanged(api.tenant); // one's own rights are others now
    },
    failed: (error, role) => (problemOf(error).code === 'changed' ? setMine(role) : failed(error)),
  });
  const choose = (role: Thing<'Role'>) => {
    setMine(undefined);
    set.mutate(role);
  };
  if (fixed) return <Text size="sm" c="dimmed">{roleName(member.role)}</Text>;
  return (
    <>
      <Select
        size="sm" value={set.isPending ? set.variables : member.role} onChange={(role) => choose(role as Thing<'Role'>)} disabled={set.isPending} aria-label={t('team.roleOf', { email })} allowDeselect={false}
        data={roles.map((role) => ({ value: role, label: roleName(role) }))} renderOption={RoleOption} comboboxProps={{ width: 260, position: 'bottom-end' }}
      />
      {mine && mine !== member.role && (
        <div className={classes.changed}>
          <Changed onTheirs={() => setMine(undefined)} onMine={() => choose(mine)}>{t('versions', { theirs: roleName(member.role), mine: roleName(mine) })}</Changed>
        </div>
      )}
    </>
  );
}

function Actions({ member, you }: { member: Thing<'Member'>; you: boolean }) {
  const { t } = useTranslation('settings');
  const [asking, { open, close }] = useDisclosure();
  const { email, role, status } = member;
  const invite = useInvite();
  const again = () => void invite({ email, role }).then(() => done(t('team.done.invited', { email })), (error: unknown) => failed(error));
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target><ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('team.actions', { email })}><IconDots size={20} aria-hidden /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {status === 'invited' && <Menu.Item leftSection={<IconMail size={18} aria-hidden />} onClick={again}>{t('team.again')}</Menu.Item>}
          <Menu.Item color="red" leftSection={<IconUserMinus size={18} aria-hidden />} onClick={open}>{t(status === 'invited' ? 'team.withdraw' : you ? 'team.leave' : 'team.remove')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Remove member={member} you={you} opened={asking} close={close} />
    </>
  );
}

function Remove({ member, you, opened, close }: { member: Thing<'Member'>; you: boolean; opened: boolean; close: () => void }) {
  const { t } = useTranslation('settings');
  const { api, tenant } = useTenancy();
  const gone = useGone();
  const remove = useRemoveMember(member);
  const named = { email: member.email || member.id };
  const [question, button, ended] = member.status === 'invited' ? (['withdraw', 'withdraw', 'withdrawn'] as const) : you ? (['leave', 'leave', 'left'] as const) : (['remove', 'remove', 'removed'] as const);
  const go = () =>
    remove.mutate(undefined, {
      onSuccess: async () => {
        close();
        done(t(`team.done.${ended}`, { ...named, name: tenant.name }));
        await (you ? gone() : refresh(api.tenant));
      },
      onError: () => void refresh(api.tenant, 'members'),
    });
  return (
    <Confirm opened={opened} onClose={close} title={t(`team.dialog.${question}`, named)} confirm={t(`team.${button}`)} onConfirm={go} busy={remove.isPending} error={remove.error}>
      <Text>{t(`team.dialog.${question}Text`)}</Text>
    </Confirm>
  );
}
