import { Switch } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { changeWidget, widgetQuery } from '../../api/widget';
import { Card } from '../../parts/Card';
import { done, failed } from '../../parts/notices';
import { useTenancy } from '../../shell/TenantRoute';

/** Whether new posts appear at once or wait for somebody. */
export function Hold() {
  const { t } = useTranslation('posts');
  const { api } = useTenancy();
  const { data } = useQuery(widgetQuery(api));
  const turn = useMutation({
    mutationFn: (hold: boolean) => changeWidget(api, (now) => ({ ...now, moderation: { ...now.moderation, mode: hold ? 'hold' : 'auto' } })),
  });
  const set = (hold: boolean, undoable = true) =>
    turn.mutate(hold, {
      onSuccess: () => done(t(hold ? 'hold.on' : 'hold.off'), undoable ? () => set(!hold, false) : undefined),
      onError: (error) => failed(error, () => set(hold)),
    });
  const holds = turn.isPending ? turn.variables : data?.value.moderation.mode === 'hold';
  return (
    <Card py="sm">
      <Switch
        checked={holds}
        disabled={!data || turn.isPending}
        onChange={(event) => set(event.currentTarget.checked)}
        label={t('hold.label')}
        description={t(holds ? 'hold.holds' : 'hold.shows')}
        size="md"
      />
    </Card>
  );
}
