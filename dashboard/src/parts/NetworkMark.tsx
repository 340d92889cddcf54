import { ThemeIcon } from '@mantine/core';
import { IconBrandFacebook, IconBrandGoogle, IconBrandInstagram, IconBrandX, IconPencil, type Icon } from '@tabler/icons-react';
import type { Thing } from '../api/queries';

type PostNetwork = Thing<'PostNetwork'>;

const marks: Record<PostNetwork, { icon: Icon; color: string }> = {
  instagram: { icon: IconBrandInstagram, color: '#c13584' },
  facebook: { icon: IconBrandFacebook, color: '#1868db' },
  twitter: { icon: IconBrandX, color: '#24221f' },
  google: { icon: IconBrandGoogle, color: '#2b7a3d' },
  direct: { icon: IconPencil, color: '#bd3726' },
};

/** A network's sign; its name stands beside it, or is the title. A network that came after this site has a plain one. */
export function NetworkMark({ network, size = 36 }: { network: PostNetwork; size?: number }) {
  const { icon: Mark, color } = marks[network] ?? marks.direct;
  return <ThemeIcon size={size} radius="md" color={color} autoContrast={false} aria-hidden><Mark size={size * 0.6} stroke={1.7} color="#fff" /></ThemeIcon>;
}
