import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery, type Thing } from '../../api/queries';
import { Ready } from '../../parts/Ready';
import { useTenancy } from '../../shell/TenantRoute';
import { Invite } from './Invite';
import { MemberRow } from './MemberRow';
import { membersQuery } from './queries';
import { Section } from './Section';
import classes from './Team.module.css';

/** Who works on the wall: members and invitations. */
export function Team() {
  const { t } = useTranslation('settings');
  const { api, mayOwn } = useTenancy();
  return (
    <Section id="team" title={t('team.title')} about={t('team.about')}>
      <Stack gap="lg">
        {mayOwn && <Invite />}
        <Ready query={useQuery(membersQuery(api))}>{({ items }) => <People people={items} />}</Ready>
      </Stack>
    </Section>
  );
}

function People({ people }: { people: Thing<'Member'>[] }) {
  const { t } = useTranslation('settings');
  const { data: me } = useQuery(meQuery);
  const owners = people.filter(({ role, status }) => role === 'owner' && status === 'member');
  return (
    <ul className={classes.list} aria-label={t('team.list')}>
      {people.map((person) => <MemberRow key={person.id} member={person} you={person.id === me?.subject} last={owners.length === 1 && owners[0] === person} />)}
    </ul>
  );
}
