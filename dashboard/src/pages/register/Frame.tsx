import { Anchor, Container, Group, Progress, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Logo } from '../../parts/Logo';
import { AccountMenu } from '../../shell/AccountMenu';
import { Offline } from '../../shell/Offline';
import classes from './Frame.module.css';

export const steps = ['place', 'feed', 'preview', 'code'] as const;

interface Props {
  step: (typeof steps)[number];
  title: string;
  about: string;
  /** Where "Finish later" leads; without it there is nothing to leave yet. */
  later?: string;
  wide?: boolean;
  children: ReactNode;
}

/** One step of making a wall: how far one is, and the way out. */
export function Frame({ step, title, about, later = '/', wide, children }: Props) {
  const { t } = useTranslation('register');
  const number = steps.indexOf(step) + 1;
  return (
    <div className={classes.frame}>
      <title>{`${title} · HashMyTag`}</title>
      <div role="region" aria-label="HashMyTag" className={classes.bar}>
        <Link to="/" className={classes.brand}><Logo size={26} />HashMyTag</Link>
        <Group gap="sm" wrap="nowrap">
          <Anchor component={Link} to={later} size="sm">{t('later')}</Anchor>
          <AccountMenu compact />
        </Group>
      </div>
      <Offline />
      <Container component="main" size={wide ? 1080 : 640} py={{ base: 'lg', sm: 48 }}>
        <Stack gap="xl">
          <Stack gap="xs">
            <Progress value={number * 25} size="sm" aria-label={t('step', { step: number })} />
            <Text size="sm" c="dimmed">{t('step', { step: number })} · {t(`steps.${step}`)}</Text>
            <Title order={1} mt="sm">{title}</Title>
            <Text c="dimmed">{about}</Text>
          </Stack>
          {children}
        </Stack>
      </Container>
    </div>
  );
}
