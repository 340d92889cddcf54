import type { Words } from '..';
import type en from '../en/feeds';

export default {
  title: 'Feeds',
} satisfies Words<typeof en>;
