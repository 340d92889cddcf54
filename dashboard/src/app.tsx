import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import type { User, UserManager } from 'oidc-client-ts';
import { type ReactNode, Suspense } from 'react';
import { AuthProvider } from 'react-oidc-context';
import { BrowserRouter, useNavigate } from 'react-router';
import { queryClient } from './api/queries';
import { Notices } from './parts/notices';
import { Splash } from './parts/Splash';
import { Pages } from './routes';
import { ErrorBoundary } from './shell/ErrorBoundary';
import { theme, variables } from './theme';

export function App({ manager }: { manager: UserManager }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <ErrorBoundary>
        <Notices />
        <QueryClientProvider client={queryClient}>
          <BrowserRouter>
            <SignedIn manager={manager}>
              <Suspense fallback={<Splash />}>
                <Pages />
              </Suspense>
            </SignedIn>
          </BrowserRouter>
        </QueryClientProvider>
      </ErrorBoundary>
    </MantineProvider>
  );
}

/** Knows who is signed in, and sends whoever has just signed in back to where that began. */
function SignedIn({ manager, children }: { manager: UserManager; children: ReactNode }) {
  const navigate = useNavigate();
  const comeBack = (user: User | undefined) => {
    const { path = '/' } = (user?.state ?? {}) as { path?: string };
    void navigate(/^\/(?!\/)/.test(path) ? path : '/', { replace: true });
  };
  return <AuthProvider userManager={manager} onSigninCallback={comeBack}>{children}</AuthProvider>;
}
