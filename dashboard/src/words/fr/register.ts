import type { Words } from '..';
import type en from '../en/register';

export default {
  title: 'Register',
} satisfies Words<typeof en>;
