import { Button } from '@mantine/core';
import { IconMoodSad } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../parts/Empty';

/** Shows something in the place of a page that threw; the frame around it stays. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    return this.state.error ? <PageFailed error={this.state.error} /> : this.props.children;
  }
}

function PageFailed({ error }: { error: Error }) {
  const { t } = useTranslation('problems');
  const missing = error instanceof TypeError && /import|module/i.test(error.message);
  const words = missing ? (navigator.onLine ? 'newVersion' : 'codes.offline') : 'pageFailed';
  return <Empty alone icon={IconMoodSad} title={t(`${words}.title`)} text={t(`${words}.text`)} action={<Button onClick={() => location.reload()}>{t('reload')}</Button>} />;
}
