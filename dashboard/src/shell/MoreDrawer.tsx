import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFocusBack } from '../parts/useFocusBack';
import { Navigation } from './Navigation';

/** The whole menu, on a phone. */
export default function MoreDrawer({ opened, close }: { opened: boolean; close: () => void }) {
  const { t } = useTranslation();
  useFocusBack(opened);
  return (
    <Drawer opened={opened} onClose={close} position="bottom" size="auto" title={t('nav.more')} closeButtonProps={{ 'aria-label': t('actions.close') }}>
      <Navigation onChoose={close} />
    </Drawer>
  );
}
