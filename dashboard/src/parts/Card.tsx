import { Paper, type PaperProps, type PolymorphicComponentProps } from '@mantine/core';

/** A piece of a page that belongs together. */
export function Card(props: PaperProps & Omit<PolymorphicComponentProps<'div'>, keyof PaperProps>) {
  return <Paper withBorder p={{ base: 'md', sm: 'lg' }} radius="lg" bg="var(--card)" style={{ borderColor: 'var(--line)' }} {...props} />;
}
