import { Badge, Button, Drawer, Group, Input, SegmentedControl, Stack, Switch, TagsInput, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { type Read, type Widget, widgetQuery } from '../../api/widget';
import { Conflict } from '../../parts/Conflict';
import { FailureNote } from '../../parts/Failure';
import { done } from '../../parts/notices';
import { Ready } from '../../parts/Ready';
import { onPhone } from '../../parts/phone';
import { type PartOf, useSettings, widgetStore } from '../../parts/useSettings';
import { useFocusBack } from '../../parts/useFocusBack';
import { useTenancy } from '../../shell/TenantRoute';
import { startOver } from './queries';

type Rule = Omit<Thing<'ModerationRules'>, 'caught' | 'mode'>;
const names = ['blockedWords', 'blockedAuthors', 'builtInLists', 'minimumRating'] as const satisfies (keyof Rule)[];

/** The rules, without the mode, which has a switch of its own on the page. */
const rules: PartOf<Widget, { moderation: Rule }> = {
  name: 'rules',
  fields: names.map((name) => `moderation.${name}`),
  take: ({ moderation: { blockedWords, blockedAuthors, builtInLists, minimumRating } }) => ({ moderation: { blockedWords, blockedAuthors, builtInLists, minimumRating } }),
};

/** What is kept off the wall by itself, and what each rule has caught. */
export default function Rules({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation(['posts', 'shell']);
  const { api } = useTenancy();
  const phone = useMediaQuery(onPhone);
  useFocusBack(opened);
  const query = useQuery({ ...widgetQuery(api), enabled: opened });
  return (
    <Drawer opened={opened} onClose={close} position="right" size={phone ? '100%' : 'lg'} title={t('rules.title')} closeButtonProps={{ 'aria-label': t('shell:actions.close') }}>
      <Ready query={query}>{(read) => <Form read={read} close={close} />}</Ready>
    </Drawer>
  );
}

function Form({ read, close }: { read: Read; close: () => void }) {
  const { t } = useTranslation(['posts', 'shell']);
  const { api, mayEdit } = useTenancy();
  const settings = useSettings(rules, widgetStore(api), read, () => {
    done(t('rules.saved'));
    void startOver(api.tenant);
    close();
  });
  const { form, changed, busy, note, conflict } = settings;
  const input = (name: keyof Rule, type?: 'checkbox') => ({ ...form.getInputProps(`moderation.${name}`, type && { type }), disabled: !mayEdit });
  const { caught } = read.value.moderation;
  return (
    <form onSubmit={settings.submit} noValidate>
      <Stack gap="xl">
        <Text c="dimmed">{t('rules.about')}</Text>
        <Blocked input={input('blockedWords')} what="words" caught={caught?.words} />
        <Blocked input={input('blockedAuthors')} what="authors" caught={caught?.authors} />
        <Switch {...input('builtInLists', 'checkbox')} label={t('rules.lists.label')} description={t('rules.lists.hint')} />
        <Stars value={form.values.moderation.minimumRating} onChange={(rating) => form.setFieldValue('moderation.minimumRating', rating as never)} disabled={!mayEdit} />
        {conflict && <Conflict conflict={conflict} label={(path) => t(`rules.fields.${path.split('.')[1] as keyof Rule}`)} say={(_, value) => say(value, t('rules.yes'), t('rules.no'))} />}
        {note && <FailureNote error={note} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => { settings.reset(); close(); }}>{t('shell:actions.cancel')}</Button>
          <Button type="submit" loading={busy} disabled={!mayEdit || !changed || !!conflict}>{t('shell:actions.save')}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function say(value: unknown, yes: string, no: string): string {
  if (Array.isArray(value)) return value.join(', ') || '–';
  return typeof value === 'boolean' ? (value ? yes : no) : String(value);
}

interface BlockedProps {
  input: { value?: string[]; disabled: boolean };
  what: 'words' | 'authors';
  caught?: Thing<'Catch'>[];
}

/** A list of what is blocked, and below it what each has caught. */
function Blocked({ input, what, caught = [] }: BlockedProps) {
  const { t } = useTranslation('posts');
  const some = caught.filter(({ posts }) => posts > 0);
  return (
    <div>
      <TagsInput
        {...input}
        label={t(`rules.${what}.label`)}
        description={t(`rules.${what}.hint`)}
        placeholder={input.value?.length ? undefined : t(`rules.${what}.placeholder`)}
        splitChars={[',', ';', '\n']}
        maxTags={200}
        acceptValueOnBlur
        autoCapitalize="none"
        enterKeyHint="done"
        clearButtonProps={{ 'aria-hidden': true }}
      />
      {some.length > 0 && (
        <Group gap={6} mt="xs" role="group" aria-label={t('rules.caught')}>
          <Text size="sm" c="dimmed">{t('rules.caught')}</Text>
          {some.map(({ blocked, posts }) => <Badge key={blocked} variant="default" tt="none" fw={500}>{blocked} · {posts}</Badge>)}
        </Group>
      )}
    </div>
  );
}

/** The least stars of a review that is shown. */
function Stars({ value, onChange, disabled }: { value: number; onChange: (rating: number) => void; disabled: boolean }) {
  const { t } = useTranslation('posts');
  return (
    <Input.Wrapper label={t('rules.rating.label')} description={t('rules.rating.hint')} labelElement="div" labelProps={{ id: 'stars' }}>
      <SegmentedControl
        mt={6}
        fullWidth
        aria-labelledby="stars"
        disabled={disabled}
        value={String(value)}
        onChange={(rating) => onChange(Number(rating))}
        data={[0, 2, 3, 4, 5].map((rating) => ({ value: String(rating), label: rating === 0 ? t('rules.rating.all') : t('rules.rating.from', { rating }) }))}
      />
    </Input.Wrapper>
  );
}
