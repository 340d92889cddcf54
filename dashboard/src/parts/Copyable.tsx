import { Box, Button, Code } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Text to paste elsewhere, with a button that copies it. */
export function Copyable({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useClipboard({ timeout: 2500 });
  return (
    <Box>
      <Code block tabIndex={0} role="region" aria-label={label} fz="sm" p="md" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</Code>
      <Button mt="sm" onClick={() => copy(text)} variant={copied ? 'light' : 'filled'} leftSection={copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />}>
        <span aria-live="polite">{copied ? t('actions.copied') : t('actions.copy')}</span>
      </Button>
    </Box>
  );
}
