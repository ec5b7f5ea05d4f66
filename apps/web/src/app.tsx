import { ChatProvider } from '@jiggy-care/client/react';
import { Suspense } from 'react';
import { calls } from './calls/page-calls.ts';
import { lazyPart } from './parts/lazy-part.tsx';
import { SafePart } from './parts/safe-part.tsx';
import { chat } from './session/chat.ts';
import { OpeningMark } from './session/opening-mark.tsx';
import { SessionGate } from './session/session-gate.tsx';

// The door and the house are loaded apart: whoever is signed in never waits for the form.
const SignInPage = lazyPart(async () => (await import('./sign-in/sign-in-page.tsx')).SignInPage);
const Home = lazyPart(async () => (await import('./home.tsx')).Home);

export function App() {
  return (
    <ChatProvider client={chat} calls={calls}>
      <SafePart>
        <Suspense fallback={<OpeningMark />}>
          <SessionGate signedOut={(fault) => <SignInPage fault={fault} />} signedIn={<Home />} />
        </Suspense>
      </SafePart>
    </ChatProvider>
  );
}
