import type { Words } from '..';
import type en from '../en/design';

export default {
  title: 'Design',
} satisfies Words<typeof en>;
