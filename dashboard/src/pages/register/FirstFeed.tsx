import { Button, Group, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { Card } from '../../parts/Card';
import { FailureNote } from '../../parts/Failure';
import { useSaving } from '../../parts/form';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { FeedFields } from '../feeds/FeedFields';
import { fieldsOf, useFeedForm } from '../feeds/feedForm';
import { KindPicker } from '../feeds/KindPicker';
import { type Kind, kinds } from '../feeds/kinds';
import { Preview } from '../feeds/Preview';
import { feedsChanged } from '../feeds/queries';
import { useSave } from '../feeds/useSave';
import { Frame } from './Frame';

/** The second step: where the first posts come from. */
export function FirstFeed() {
  const { t } = useTranslation(['register', 'feeds']);
  const { tenant } = useTenancy();
  const [search, setSearch] = useSearchParams();
  const kind = search.get('kind') as Kind | null;
  const chosen = kind && kind in kinds ? kind : undefined;
  return (
    <Frame step="feed" title={chosen ? t(`feeds:kinds.${chosen}`) : t('feed.title')} about={chosen ? t(`feeds:brings.${chosen}`) : t('feed.about')} later={pathOf(tenant.id)}>
      {chosen ? <Chosen key={chosen} kind={chosen} /> : <KindPicker onChoose={(choice) => setSearch({ kind: choice })} />}
      {!chosen && <Group justify="flex-end"><Button component={Link} to={`/register/${tenant.id}/preview`} variant="subtle">{t('feed.skip')}</Button></Group>}
    </Frame>
  );
}

function Chosen({ kind }: { kind: Kind }) {
  const { t } = useTranslation('register');
  const { api, tenant } = useTenancy();
  const navigate = useNavigate();
  const form = useFeedForm(`${tenant.id}.feed.new`, kind);
  const { saving, submit, note } = useSaving(form, fieldsOf(kind), useSave(kind), async () => {
    await feedsChanged(api.tenant);
    void navigate(`/register/${tenant.id}/preview`);
  });
  return (
    <Stack gap="lg">
      <Card>
        <form onSubmit={submit} noValidate>
          <Stack gap="lg">
            <FeedFields kind={kind} form={form} />
            {note && <FailureNote error={note} />}
            <Group justify="space-between">
              <Button component={Link} to="?" variant="default">{t('feed.other')}</Button>
              <Button type="submit" loading={saving.isPending}>{t('feed.add')}</Button>
            </Group>
          </Stack>
        </form>
      </Card>
      <Preview kind={kind} form={form} />
    </Stack>
  );
}
