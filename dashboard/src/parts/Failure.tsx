import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../api/problem';
import { Empty } from './Empty';
import { useProblemWords } from './problemWords';

interface Props {
  error: unknown;
  retry?: () => unknown;
  busy?: boolean;
}

/** A failure in the place of what could not be shown. */
export function Failure({ error, retry, busy }: Props) {
  const words = useProblemWords(error);
  return (
    <div role="alert">
      <Empty icon={IconAlertTriangle} title={words.title} text={<>{words.text}<Reference error={error} /></>} action={retry && <RetryButton retry={retry} busy={busy} />} />
    </div>
  );
}

/** A failure beside what was tried: above a form's buttons, say. Nothing typed is lost by it. */
export function FailureNote({ error, retry, busy }: Props) {
  const words = useProblemWords(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={words.title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{words.text}{words.detail && <> {words.detail}</>}</Text>
        <Reference error={error} />
        {retry && <RetryButton retry={retry} busy={busy} />}
      </Stack>
    </Alert>
  );
}

export function RetryButton({ retry, busy }: { retry: () => unknown; busy?: boolean }) {
  const { t } = useTranslation('problems');
  return <Button variant="default" size="xs" leftSection={<IconRefresh size={16} aria-hidden />} loading={busy} onClick={() => void retry()}>{t('retry')}</Button>;
}

/** The request's id, for mistakes of ours. */
function Reference({ error }: { error: unknown }) {
  const { t } = useTranslation('problems');
  const { status, requestId } = problemOf(error);
  return status >= 500 && requestId ? <Text component="span" display="block" size="xs" c="dimmed">{t('reference', { id: requestId })}</Text> : null;
}
