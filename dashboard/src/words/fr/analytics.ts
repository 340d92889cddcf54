import type { Words } from '..';
import type en from '../en/analytics';

export default {
  title: 'Analytics',
} satisfies Words<typeof en>;
