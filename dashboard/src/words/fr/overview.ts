import type { Words } from '..';
import type en from '../en/overview';

export default {
  title: 'Overview',
} satisfies Words<typeof en>;
