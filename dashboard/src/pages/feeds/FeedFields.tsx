import { Anchor, Collapse, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useDisclosure, useId } from '@mantine/hooks';
import { IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Hint } from '../../parts/Hint';
import { HashtagsField } from './HashtagsField';
import { type FeedValues, type Kind, kinds } from './kinds';
import { OwnCredential } from './OwnCredential';

const finder = 'https://developers.google.com/maps/documentation/places/web-service/place-id#find-id';

interface Props {
  kind: Kind;
  form: UseFormReturnType<FeedValues>;
  /** The feed that is changed; none for a new one. */
  feed?: Thing<'Feed'>;
}

/** What a feed of a kind asks a person: its question, its help, what its network cannot do. */
export function FeedFields({ kind, form, feed }: Props) {
  const { t } = useTranslation('feeds');
  const { asks } = kinds[kind];
  return (
    <Stack gap="lg">
      {asks === 'hashtags' && <HashtagsField form={form} />}
      {asks === 'pageId' && (
        <TextInput {...form.getInputProps('query.pageId')} label={t('edit.pageId')} description={t('edit.pageIdHint')} placeholder={t('edit.pageIdPlaceholder')} inputMode="url" autoCapitalize="none" spellCheck={false} required withAsterisk={false} />
      )}
      {asks === 'placeId' && (
        <TextInput {...form.getInputProps('query.placeId')} label={t('edit.placeId')} placeholder={t('edit.placeIdPlaceholder')} autoCapitalize="none" spellCheck={false} required withAsterisk={false} />
      )}
      <Help about={asks} />
      <Hint>{t(`limits.${kind}`)}</Hint>
      <TextInput {...form.getInputProps('name')} label={t('edit.name')} description={t('edit.nameHint')} maxLength={100} />
      <OwnCredential kind={kind} form={form} feed={feed} />
    </Stack>
  );
}

/** Where a layman finds what is asked, unfolded by a tap. */
function Help({ about }: { about: keyof Steps }) {
  const { t } = useTranslation('feeds');
  const [opened, { toggle }] = useDisclosure();
  const id = useId();
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={opened} aria-controls={id} c="var(--mantine-color-anchor)" fz="sm">
        <IconHelpCircle size={16} aria-hidden style={{ verticalAlign: '-3px', marginInlineEnd: 4 }} />
        {t(`help.${about}.button`)}
      </UnstyledButton>
      <Collapse expanded={opened} id={id}>
        <Text size="sm" mt="xs">{t(`help.${about}.steps`)}</Text>
        {about === 'placeId' && <Anchor href={finder} target="_blank" rel="noreferrer" size="sm">{t('help.placeId.link')}</Anchor>}
      </Collapse>
    </div>
  );
}

type Steps = { hashtags: string; account: string; pageId: string; placeId: string };
