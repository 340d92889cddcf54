import { ActionIcon, Group, Kbd, Popover, Stack, Text } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { keys } from './useKeys';

/** The keys of the grid, for those who have a keyboard. */
export function KeysHelp() {
  const { t } = useTranslation('posts');
  return (
    <Popover position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={36} visibleFrom="sm" aria-label={t('keys.title')}><IconKeyboard size={18} aria-hidden /></ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8} tabIndex={0} data-autofocus>
          <Text fw={620}>{t('keys.title')}</Text>
          <Text size="sm" c="dimmed">{t('keys.about')}</Text>
          {Object.entries(keys).map(([does, named]) => (
            <Group key={does} justify="space-between" wrap="nowrap">
              <Text size="sm">{t(`keys.${does as keyof typeof keys}`)}</Text>
              <Group gap={4} wrap="nowrap">{named.map((key) => <Kbd key={key}>{key}</Kbd>)}</Group>
            </Group>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
