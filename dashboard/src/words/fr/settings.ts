import type { Words } from '..';
import type en from '../en/settings';

export default {
  title: 'Settings',
} satisfies Words<typeof en>;
