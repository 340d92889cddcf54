import type { Words } from '..';
import type en from '../en/platform';

export default {
  title: 'Platform',
} satisfies Words<typeof en>;
