import { Center, Loader, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Logo } from './Logo';

/** A page that has one thing to say. */
export function Middle({ children }: { children: ReactNode }) {
  return (
    <Center component="main" mih="100dvh" p="lg">
      <Stack align="center" gap="md" ta="center">
        <Logo size={48} />
        {children}
      </Stack>
    </Center>
  );
}

/** What is seen while nothing else can be. */
export function Splash() {
  return (
    <Middle>
      <Loader size="sm" type="dots" aria-label="HashMyTag" />
    </Middle>
  );
}
