import { ActionIcon, Button, Checkbox, FileButton, Group, Image, Loader, Modal, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { IconPhotoPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { answered } from '../../api/problem';
import { FailureNote } from '../../parts/Failure';
import { useDraftForm, useSaving } from '../../parts/form';
import { done } from '../../parts/notices';
import { onPhone } from '../../parts/phone';
import { pictureTypes, uploadPicture } from '../../parts/picture';
import { useFocusBack } from '../../parts/useFocusBack';
import { useTenancy } from '../../shell/TenantRoute';
import { startOver } from './queries';
import { decisions, useDecide } from './useDecide';
import classes from './WritePost.module.css';

interface Values extends Record<string, unknown> {
  text: string;
  url: string;
  media: string[];
  pinned: boolean;
}

const mostText = 2200;
const mostPictures = 4;

/** A post of the tenant's own, with pictures. What is typed stays until it is posted. */
export default function WritePost({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation(['posts', 'shell']);
  const { api, tenant } = useTenancy();
  const phone = useMediaQuery(onPhone);
  useFocusBack(opened);
  const decide = useDecide();
  const form = useDraftForm<Values>(`${tenant.id}.post`, {
    initialValues: { text: '', url: '', media: [], pinned: false },
    validate: {
      text: (text) => (text.trim() ? null : t('write.noText')),
      url: (url) => (!url.trim() || /^https?:\/\/\S+\.\S+/.test(addressOf(url)) ? null : t('write.wrongUrl')),
    },
  });
  const send = ({ text, url, media, pinned }: Values) =>
    answered(api.POST('/v1/posts', { body: { text: text.trim(), media, pinned, url: url.trim() ? addressOf(url) : undefined } }));
  const { saving, submit, note } = useSaving(form, ['text', 'url', 'media'], send, async (post) => {
    close();
    form.setValues({ text: '', url: '', media: [], pinned: false });
    form.forget();
    await startOver(api.tenant);
    done(t('write.done'), () => decide([post], decisions.hide));
  });
  return (
    <Modal opened={opened} onClose={close} title={t('write.title')} fullScreen={phone} size="lg" centered closeButtonProps={{ 'aria-label': t('shell:actions.close') }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Textarea {...form.getInputProps('text')} label={t('write.text')} description={t('write.hint')} autosize minRows={4} maxRows={12} maxLength={mostText} data-autofocus />
          <Pictures media={form.values.media} change={(media) => form.setFieldValue('media', media)} />
          <TextInput {...form.getInputProps('url')} label={t('write.url')} description={t('write.urlHint')} placeholder="https://" inputMode="url" autoCapitalize="none" spellCheck={false} />
          <Checkbox {...form.getInputProps('pinned', { type: 'checkbox' })} label={t('write.pinned')} description={t('write.pinnedHint')} />
          {note && <FailureNote error={note} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>{t('shell:actions.cancel')}</Button>
            <Button type="submit" loading={saving.isPending}>{t('write.send')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** An address as people type it. */
const addressOf = (typed: string) => (/^https?:\/\//i.test(typed.trim()) ? typed.trim() : `https://${typed.trim()}`);

/** The pictures, uploaded as they are chosen. */
function Pictures({ media, change }: { media: string[]; change: (media: string[]) => void }) {
  const { t } = useTranslation('posts');
  const { api } = useTenancy();
  const upload = useMutation({
    mutationFn: async (files: File[]) => {
      const addresses = await Promise.all(files.slice(0, mostPictures - media.length).map((file) => uploadPicture(api, file)));
      change([...media, ...addresses.map(({ url }) => url)]);
    },
  });
  return (
    <div>
      <Text size="sm" fw={500} mb={6}>{t('write.pictures')}</Text>
      <SimpleGrid cols={4} spacing="xs">
        {media.map((address, i) => (
          <div key={address} className={classes.picture}>
            <Image src={address} alt={t('write.picture', { number: i + 1 })} radius="md" h="100%" fit="cover" />
            <ActionIcon className={classes.remove} variant="white" color="dark" size={28} radius="xl" aria-label={t('write.removePicture', { number: i + 1 })} onClick={() => change(media.filter((other) => other !== address))}><IconX size={16} aria-hidden /></ActionIcon>
          </div>
        ))}
        {media.length < mostPictures && (
          <FileButton onChange={(files) => upload.mutate(files)} accept={pictureTypes.join()} multiple>
            {(props) => (
              <button {...props} type="button" className={classes.add} disabled={upload.isPending}>
                {upload.isPending ? <Loader size="sm" /> : <IconPhotoPlus size={24} stroke={1.6} aria-hidden />}
                <span>{t('write.addPicture')}</span>
              </button>
            )}
          </FileButton>
        )}
      </SimpleGrid>
      {upload.error && <FailureNote error={upload.error} />}
    </div>
  );
}
