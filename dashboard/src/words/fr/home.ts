import type { Words } from '..';
import type en from '../en/home';

export default {
  title: 'Home',
} satisfies Words<typeof en>;
