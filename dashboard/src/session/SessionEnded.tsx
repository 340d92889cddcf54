import { Button, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { session } from './session';

/** Says that the session has ended, above the page, which stays as it is: forms keep what was typed (parts/draft.ts). */
export default function SessionEnded() {
  const { t } = useTranslation('session');
  const [leaving, setLeaving] = useState(false);
  const signIn = () => {
    setLeaving(true);
    void session.signIn();
  };
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} closeOnEscape={false} closeOnClickOutside={false} title={t('ended.title')} centered>
      <Text mb="lg">{t('ended.text')}</Text>
      <Button fullWidth onClick={signIn} loading={leaving} data-autofocus>
        {t('signInAgain')}
      </Button>
    </Modal>
  );
}
