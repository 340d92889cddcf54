import { Combobox, Group, Text, useCombobox } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconBuildingStore, IconPlus } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { Thing } from '../api/queries';
import { plain } from '../parts/format';
import { pathOf, useMyTenants } from './navigation';
import { Face, SwitcherButton } from './TenantSwitcher';

/** From this many walls on, a search helps. */
const many = 7;

/** The list behind the switcher's button; open at first, since somebody has asked for it. */
export default function TenantMenu({ current }: { current: Thing<'MyTenant'> }) {
  const { t } = useTranslation();
  const { tenants, named } = useMyTenants();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const searched = tenants.length >= many;
  const box = useCombobox({
    onDropdownClose: () => setSearch(''),
    onDropdownOpen: () => (searched ? box.focusSearchInput() : box.focusTarget()),
  });
  useEffect(() => void box.openDropdown(), []);
  useHotkeys([['mod+K', () => box.toggleDropdown()]]);
  const choose = (value: string) => {
    box.closeDropdown();
    void navigate(value.startsWith('/') ? value : pathOf(value, named ? pathname.split('/')[3] : ''));
  };
  return (
    <Combobox store={box} onOptionSubmit={choose} width={280} position="bottom-start">
      <Combobox.Target targetType="button">
        <SwitcherButton open={box.dropdownOpened} tenant={current} onClick={() => box.toggleDropdown()} />
      </Combobox.Target>
      <Combobox.Dropdown>
        {searched && (
          <Combobox.Search value={search} onChange={(event) => setSearch(event.currentTarget.value)} placeholder={t('switcher.search')} aria-label={t('switcher.search')} />
        )}
        <Combobox.Options mah={360} style={{ overflowY: 'auto' }} aria-label={t('switcher.label')}>
          {tenants.filter(({ name }) => plain(name).includes(plain(search))).map((tenant) => (
            <Combobox.Option key={tenant.id} value={tenant.id} active={tenant.id === current.id}>
              <Group gap="sm" wrap="nowrap">
                <Face tenant={tenant} />
                <Text truncate fw={tenant.id === current.id ? 620 : 400}>{tenant.name}</Text>
              </Group>
            </Combobox.Option>
          ))}
          {tenants.length > 1 && (
            <Combobox.Option value="/walls"><Group gap="sm" py={4}><IconBuildingStore size={20} aria-hidden />{t('nav.overview')}</Group></Combobox.Option>
          )}
          <Combobox.Option value="/register"><Group gap="sm" py={4}><IconPlus size={20} aria-hidden />{t('switcher.add')}</Group></Combobox.Option>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
