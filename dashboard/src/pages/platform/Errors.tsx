import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import classes from './Platform.module.css';
import { useClassWords } from './useClassWords';

/** How many feeds fail, by what is wrong with them. */
export function Errors({ failing }: { failing: Thing<'FailingFeeds'>[] }) {
  const { t } = useTranslation('platform');
  const words = useClassWords();
  return (
    <Stack component="section" gap="md" aria-labelledby="errors">
      <Title order={2} id="errors">{t('errors.title')}</Title>
      <Card flex={1}>
        {failing.length === 0 ? <Text c="dimmed">{t('errors.none')}</Text> : (
          <Stack gap="sm">
            <ul className={classes.list}>
              {failing.map(({ class: kind, feeds, tenants }) => (
                <li key={kind} className={classes.pair}>
                  <Text fw={620}>{words(kind)}</Text>
                  <Text size="sm" c="dimmed">{t('errors.feeds', { count: feeds })} {t('errors.walls', { count: tenants })}</Text>
                </li>
              ))}
            </ul>
            <Anchor component={Link} to="?inError=true#tenants" size="sm">{t('errors.show')}</Anchor>
          </Stack>
        )}
      </Card>
    </Stack>
  );
}
