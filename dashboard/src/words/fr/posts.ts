import type { Words } from '..';
import type en from '../en/posts';

export default {
  title: 'Posts',
} satisfies Words<typeof en>;
