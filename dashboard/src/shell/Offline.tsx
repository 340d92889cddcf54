import { Alert } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { IconWifiOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Says above every page that there is no connection. */
export function Offline() {
  const { t } = useTranslation('problems');
  const { online } = useNetwork();
  return (
    <div role="status">
      {!online && <Alert color="yellow" radius={0} icon={<IconWifiOff size={18} />}>{t('offlineBanner')}</Alert>}
    </div>
  );
}
