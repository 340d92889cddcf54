import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { answered, problemOf } from '../../api/problem';
import { Card } from '../../parts/Card';
import { FailureNote } from '../../parts/Failure';
import { focusFirst, nameFields } from '../../parts/form';
import { PostGlances } from '../../parts/PostGlance';
import { useTenancy } from '../../shell/TenantRoute';
import { fieldsOf, type FeedForm } from './feedForm';
import { credentialOf, type Kind, kinds, queryOf } from './kinds';

/** What a feed would bring, on a button: each look counts against the network's limits. */
export function Preview({ kind, form }: { kind: Kind; form: FeedForm }) {
  const { t } = useTranslation(['feeds', 'shell']);
  const { api, mayEdit } = useTenancy();
  const { network } = kinds[kind];
  const look = useMutation({
    mutationFn: () => answered(api.POST('/v1/feeds/preview', { body: { network, query: queryOf(kind, form.values), credential: credentialOf(kind, form.values) } })),
    onError: (error) => nameFields(form, problemOf(error), fieldsOf(kind)),
  });
  const start = () => {
    const { hasErrors, errors } = form.validate();
    if (hasErrors) focusFirst(errors);
    else look.mutate();
  };
  const posts = look.data?.posts;
  const named = look.error && problemOf(look.error).fields.length > 0;
  return (
    <Card aria-live="polite">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} size="h3">{t('edit.preview')}</Title>
          <Button variant="light" leftSection={<IconEye size={18} aria-hidden />} onClick={start} loading={look.isPending} disabled={!mayEdit}>{t(posts ? 'edit.lookAgain' : 'edit.look')}</Button>
        </Group>
        {look.error && !named && <FailureNote error={look.error} retry={start} />}
        {look.isPending ? <Skeleton h={220} radius="lg" /> : <Text size="sm" c="dimmed">{!posts ? t('edit.previewHint') : posts.length === 0 ? t('edit.previewNone') : t('edit.previewSome', { network: t(`shell:networks.${network}`) })}</Text>}
        {!look.isPending && posts && <PostGlances posts={posts} />}
      </Stack>
    </Card>
  );
}
