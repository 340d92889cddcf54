import { Button, FileButton, Group, Image, Input, Paper } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { webAddress } from '../../parts/address';
import { FailureNote } from '../../parts/Failure';
import { pictureTypes, uploadPicture } from '../../parts/picture';
import { useTenancy } from '../../shell/TenantRoute';

/** The logo above the wall. */
export function Logo({ value, onChange, error }: { value: string; onChange: (logo: string) => void; error?: ReactNode }) {
  const { t } = useTranslation('design');
  const { api } = useTenancy();
  const upload = useMutation({ mutationFn: (file: File) => uploadPicture(api, file), onSuccess: ({ url }) => onChange(url) });
  return (
    <Input.Wrapper label={t('fields.logo')} description={t('hints.logo')} error={error} labelElement="div">
      <Group mt={8} gap="sm">
        {value && <Paper withBorder p={6} radius="md" bg="white"><Image src={webAddress(value)} alt={t('logo.some')} h={40} w="auto" maw={140} fit="contain" referrerPolicy="no-referrer" /></Paper>}
        <FileButton onChange={(file) => file && upload.mutate(file)} accept={pictureTypes.join()}>
          {(props) => <Button {...props} variant="default" size="sm" leftSection={<IconUpload size={16} aria-hidden />} loading={upload.isPending}>{t(value ? 'logo.replace' : 'logo.choose')}</Button>}
        </FileButton>
        {value && <Button variant="subtle" color="gray" size="sm" onClick={() => onChange('')}>{t('logo.remove')}</Button>}
      </Group>
      {upload.error && <FailureNote error={upload.error} />}
    </Input.Wrapper>
  );
}
