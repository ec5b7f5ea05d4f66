import { ChatProvider } from '@jiggy-care/client/react';
import { Suspense } from 'react';
import { calls } from './calls/page-calls.ts';
import { lazyPart } from './parts/lazy-part.tsx';
import { SafePart } from './parts/safe-part.tsx';
import { readMailLink } from './recovery/mail-link.ts';
import { chat } from './session/chat.ts';
import { OpeningMark } from './session/opening-mark.tsx';
import { SessionGate } from './session/session-gate.tsx';

// The door and the house are loaded apart: whoever is signed in never waits for the form.
const SignInPage = lazyPart(async () => (await import('./sign-in/sign-in-page.tsx')).SignInPage);
const MailLinkPage = lazyPart(async () => (await import('./recovery/mail-link-page.tsx')).MailLinkPage);
const Home = lazyPart(async () => (await import('./home.tsx')).Home);

/** It is for whoever opens it, signed in or not. */
const mailLink = readMailLink(location);

export function App() {
  return (
    <ChatProvider client={chat} calls={calls}>
      <SafePart>
        <Suspense fallback={<OpeningMark />}>
          {mailLink === undefined ? (
            <SessionGate signedOut={(fault) => <SignInPage fault={fault} />} signedIn={<Home />} />
          ) : (
            <MailLinkPage {...mailLink} />
          )}
        </Suspense>
      </SafePart>
    </ChatProvider>
  );
}
