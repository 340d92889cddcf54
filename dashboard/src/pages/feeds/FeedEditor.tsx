import { Anchor, Button, Grid, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconArrowLeft, IconMapPinOff } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { answered } from '../../api/problem';
import { queryClient, type Thing } from '../../api/queries';
import { Changed } from '../../parts/Changed';
import { Card } from '../../parts/Card';
import { Empty } from '../../parts/Empty';
import { FailureNote } from '../../parts/Failure';
import { useSaving } from '../../parts/form';
import { done } from '../../parts/notices';
import { Page } from '../../parts/Page';
import { Ready } from '../../parts/Ready';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { FeedFields } from './FeedFields';
import { fieldsOf, useFeedForm } from './feedForm';
import { KindPicker } from './KindPicker';
import { type Kind, kindOf, kinds } from './kinds';
import { Preview } from './Preview';
import { feedQuery, feedsChanged } from './queries';
import { useSave } from './useSave';

/** A new feed, or one that is there. What is chosen is in the address: Back goes back to the choice. */
export default function FeedEditor() {
  const { feed } = useParams();
  return feed === 'new' ? <NewFeed /> : <OldFeed id={feed!} />;
}

function NewFeed() {
  const { t } = useTranslation('feeds');
  const [search, setSearch] = useSearchParams();
  const kind = search.get('kind') as Kind | null;
  return (
    <Page title={t('edit.newTitle')} about={kind && kind in kinds ? t(`brings.${kind}`) : t('edit.choose')} above={<BackToFeeds />}>
      {kind && kind in kinds ? <Editor key={kind} kind={kind} /> : <KindPicker onChoose={(chosen) => setSearch({ kind: chosen })} />}
    </Page>
  );
}

function OldFeed({ id }: { id: string }) {
  const { t } = useTranslation('feeds');
  const { api } = useTenancy();
  // Read anew, and not again while somebody types.
  const query = useQuery({ ...feedQuery(api, id), staleTime: Infinity, refetchOnMount: 'always' });
  const [version, setVersion] = useState(0);
  return (
    <Ready query={query}>
      {(feed) => {
        const kind = kindOf(feed);
        return (
          <Page title={t('edit.title', { name: feed.name })} above={<BackToFeeds />}>
            {kind ? <Editor key={`${feed.id}.${version}`} kind={kind} feed={feed} onStale={() => setVersion(version + 1)} /> : <Empty icon={IconMapPinOff} title={t('edit.gone')} />}
          </Page>
        );
      }}
    </Ready>
  );
}

function BackToFeeds() {
  const { t } = useTranslation('feeds');
  const { tenant } = useTenancy();
  return <Anchor component={Link} to={pathOf(tenant.id, 'feeds')} size="sm"><IconArrowLeft size={16} aria-hidden style={{ verticalAlign: '-3px' }} /> {t('title')}</Anchor>;
}

function Editor({ kind, feed, onStale }: { kind: Kind; feed?: Thing<'Feed'>; onStale?: () => void }) {
  const { t } = useTranslation(['feeds', 'shell']);
  const { api, tenant, mayEdit } = useTenancy();
  const navigate = useNavigate();
  const form = useFeedForm(`${tenant.id}.feed.${feed?.id ?? 'new'}`, kind, feed);
  const save = useSave(kind, feed);
  const over = useRef<string>(undefined); // what the person has decided to overwrite
  const { saving, submit, note } = useSaving(form, fieldsOf(kind), (values) => save(values, over.current), async (saved) => {
    await feedsChanged(api.tenant);
    done(t(feed ? 'done.changed' : 'done.added', { name: saved.name }));
    void navigate(pathOf(tenant.id, 'feeds'));
  });
  const latest = () => queryClient.fetchQuery({ ...feedQuery(api, feed!.id), staleTime: 0 });
  const theirs = async () => {
    form.forget();
    await latest();
    onStale?.();
  };
  const mine = async () => {
    over.current = (await latest()).etag;
    submit();
  };
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Card>
          <form onSubmit={submit} noValidate>
            <Stack gap="lg">
              <FeedFields kind={kind} form={form} feed={feed} />
              {feed?.ownCredential && !kinds[kind].ownNeeded && <BackToShared feed={feed} />}
              {note && (feed && note.code === 'changed' ? <Changed onTheirs={theirs} onMine={mine} busy={saving.isPending} /> : <FailureNote error={note} />)}
              <Group justify="flex-end">
                <Button component={Link} to={pathOf(tenant.id, 'feeds')} variant="default" onClick={form.forget}>{t('shell:actions.cancel')}</Button>
                <Button type="submit" loading={saving.isPending} disabled={!mayEdit}>{t(feed ? 'edit.save' : 'edit.saveNew')}</Button>
              </Group>
            </Stack>
          </form>
        </Card>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}><Preview kind={kind} form={form} /></Grid.Col>
    </Grid>
  );
}

function BackToShared({ feed }: { feed: Thing<'Feed'> }) {
  const { t } = useTranslation('feeds');
  const { api } = useTenancy();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const go = async () => {
    setBusy(true);
    try {
      await answered(api.PATCH('/v1/feeds/{id}', { params: { path: { id: feed.id } }, body: { credential: null } }));
      await feedsChanged(api.tenant);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Group><Button variant="subtle" size="xs" loading={busy} onClick={() => void go()}>{t('own.back')}</Button></Group>
      {error !== undefined && <FailureNote error={error} />}
    </>
  );
}
