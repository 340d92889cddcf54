import { Paper, type PaperProps } from '@mantine/core';
import type { HTMLAttributes } from 'react';

type Props = PaperProps & Omit<HTMLAttributes<HTMLElement>, keyof PaperProps> & { component?: 'article' | 'section' | 'div' | 'li' };

/** A piece of a page that belongs together. */
export function Card({ component = 'div', ...props }: Props) {
  return <Paper component={component as 'div'} withBorder p={{ base: 'md', sm: 'lg' }} radius="lg" bg="var(--card)" style={{ borderColor: 'var(--line)' }} {...props} />;
}
