import { Alert, Text } from '@mantine/core';
import { IconEye, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTenancy } from './TenantRoute';

/** What holds for every page of the tenant: it is suspended, or one may only look. */
export function TenantNotices() {
  const { t } = useTranslation();
  const { tenant } = useTenancy();
  if (tenant.status === 'suspended')
    return (
      <Alert color="red" icon={<IconLock size={18} />} title={t('suspended.title')} mb="lg">
        {t('suspended.text')}
      </Alert>
    );
  if (tenant.role === 'viewer')
    return (
      <Text c="dimmed" size="sm" mb="md">
        <IconEye size={16} aria-hidden style={{ verticalAlign: '-3px', marginInlineEnd: 6 }} />
        {t('viewer')}
      </Text>
    );
  return null;
}
