import { ChatProvider } from '@jiggy-care/client/react';
import { lazy, Suspense } from 'react';
import { calls } from './calls/page-calls.ts';
import { chat } from './session/chat.ts';
import { ErrorBoundary } from './session/error-boundary.tsx';
import { SessionGate } from './session/session-gate.tsx';

// The door and the house are loaded apart: whoever is signed in never waits for the form.
const SignInPage = lazy(async () => ({ default: (await import('./sign-in/sign-in-page.tsx')).SignInPage }));
const Home = lazy(async () => ({ default: (await import('./home.tsx')).Home }));

export function App() {
  return (
    <ErrorBoundary>
      <ChatProvider client={chat} calls={calls}>
        <Suspense>
          <SessionGate signedOut={(fault) => <SignInPage fault={fault} />} signedIn={<Home />} />
        </Suspense>
      </ChatProvider>
    </ErrorBoundary>
  );
}
