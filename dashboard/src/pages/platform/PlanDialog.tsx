import { Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Confirm } from '../../parts/Confirm';
import { done } from '../../parts/notices';
import { useAdminister } from './queries';

/** Gives a tenant another plan. */
export default function PlanDialog({ tenant: { id, name, plan }, close }: { tenant: Thing<'AdminTenant'>; close: () => void }) {
  const { t } = useTranslation(['platform', 'shell']);
  const [chosen, setChosen] = useState(plan);
  const administer = useAdminister(id);
  const go = () => {
    if (chosen === plan) return close();
    administer.mutate({ plan: chosen }, { onSuccess: () => { close(); done(t('done.plan', { name, plan: t(`shell:plans.${chosen}`) })); } });
  };
  return (
    <Confirm opened onClose={close} title={t('dialog.plan', { name })} confirm={t('dialog.planButton')} onConfirm={go} busy={administer.isPending} error={administer.error} harmless>
      <Radio.Group value={chosen} onChange={(value) => setChosen(value as Thing<'Plan'>)} aria-label={t('dialog.plan', { name })}>
        <Stack gap="sm">
          {(['starter', 'business', 'enterprise'] as const).map((one) => <Radio key={one} value={one} label={t(`shell:plans.${one}`)} description={t(`dialog.limits.${one}`)} />)}
        </Stack>
      </Radio.Group>
      <Text size="sm" c="dimmed">{t('dialog.planText')}</Text>
    </Confirm>
  );
}
