import { Menu, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconLogout } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import { session } from '../session/session';
import { language, languages, speak, type Language } from '../words';
import { AccountButton } from './AccountMenu';

/** The menu behind the account's button. The choices in it are kept in this browser. */
export default function AccountChoices({ compact }: { compact: boolean }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const looks = (['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t(`account.${value}`) }));
  const tongues = Object.entries(languages).map(([value, label]) => ({ value, label }));
  return (
    <Menu defaultOpened width={280} position={compact ? 'bottom-end' : 'top-start'} closeOnItemClick={false}>
      <Menu.Target>
        <AccountButton compact={compact} />
      </Menu.Target>
      <Menu.Dropdown p="sm">
        <Menu.Label>{me?.email}</Menu.Label>
        <Menu.Label>{t('account.language')}</Menu.Label>
        <SegmentedControl fullWidth size="xs" aria-label={t('account.language')} value={language()} onChange={(value) => void speak(value as Language)} data={tongues} />
        <Menu.Label mt="xs">{t('account.look')}</Menu.Label>
        <SegmentedControl fullWidth size="xs" aria-label={t('account.look')} value={colorScheme} onChange={(value) => setColorScheme(value as typeof colorScheme)} data={looks} />
        <Menu.Divider my="sm" />
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => void session.signOut()}>{t('account.signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
