import { useInbox } from '@jiggy-care/client/react';
import { lazy, Suspense } from 'react';
import { Redirect, Route, Switch, useRoute } from 'wouter';
import { useFreshBookings } from './bookings/use-fresh-bookings.ts';
import { CallLayer } from './call/call-layer.tsx';
import { CallButtons } from './calls/call-buttons.tsx';
import { ConnectionBanner } from './connection/connection-banner.tsx';
import { useLeaveWarning } from './connection/use-leave-warning.ts';
import { homeWords } from './home-words.ts';
import { useWords } from './i18n/words.ts';
import { InboxPane } from './inbox/inbox-pane.tsx';
import { MainMenu } from './main-menu.tsx';
import { Toasts } from './notices/toasts.tsx';
import { useRingNote } from './notices/use-ring-note.ts';
import { useTabTitle } from './notices/use-tab-title.ts';
import { NameIn } from './people/name-in.tsx';
import { useAccount } from './session/use-account.ts';
import { EmptyState } from './ui/empty-state.tsx';
import { QuietBubbles } from './ui/pictures.tsx';

const ConversationPane = lazy(async () => ({
  default: (await import('./conversation/conversation-pane.tsx')).ConversationPane,
}));
const AppointmentsPage = lazy(async () => ({
  default: (await import('./appointments/appointments-page.tsx')).AppointmentsPage,
}));
const NewAppointmentPage = lazy(async () => ({
  default: (await import('./appointments/new-appointment-page.tsx')).NewAppointmentPage,
}));
const CallLogPage = lazy(async () => ({
  default: (await import('./call-log/call-log-page.tsx')).CallLogPage,
}));
const CallCheckPage = lazy(async () => ({
  default: (await import('./call-check/call-check-page.tsx')).CallCheckPage,
}));
const SettingsPage = lazy(async () => ({
  default: (await import('./settings/settings-page.tsx')).SettingsPage,
}));

/** Pages whose tab bears their own name; all others are about messages. */
const PAGES = ['appointments', 'calls', 'check', 'settings'] as const;

/** What a person sees who is signed in: the menu, the page, and above it how the connection stands. */
export function Home() {
  const words = useWords(homeWords);
  const [isInConversation] = useRoute('/c/:id');
  const [, place] = useRoute('/:page/*?');
  useFreshBookings();
  useLeaveWarning();
  useRingNote();
  useTabTitle(words[PAGES.find((name) => name === place?.page) ?? 'messages']);

  return (
    <div className="relative flex h-dvh flex-col overflow-clip bg-paper">
      <CallLayer chat={(conversationId) => <ConversationPane id={conversationId} isBesideCall />}>
        <a
          href="#page"
          className="-translate-y-16 absolute top-3 left-3 z-30 rounded-xl bg-accent px-4 py-2.5 font-semibold text-on-accent text-sm focus:translate-y-0"
        >
          {words.skip}
        </a>
        <ConnectionBanner />
        <div className="flex min-h-0 flex-1 flex-col-reverse md:flex-row">
          <MainMenu isHiddenOnPhone={isInConversation} />
          <div id="page" tabIndex={-1} className="min-h-0 min-w-0 flex-1 outline-none md:py-3 md:pr-3">
            <Suspense>
              <Switch>
                <Route path="/appointments/new" component={NewAppointmentPage} />
                <Route path="/appointments" component={AppointmentsPage} />
                <Route path="/calls" component={CallLogPage} />
                <Route path="/check" component={CallCheckPage} />
                <Route path="/settings" component={SettingsPage} />
                <Route path="/c/:id">{({ id }) => <Messages conversationId={id} />}</Route>
                <Route path="/">
                  <Messages />
                </Route>
                <Route>
                  <Redirect to="/" replace />
                </Route>
              </Switch>
            </Suspense>
          </div>
        </div>
      </CallLayer>
      <Toasts />
    </div>
  );
}

/** The inbox beside the conversation; on a phone one of the two. */
function Messages({ conversationId }: { readonly conversationId?: string }) {
  const isOpen = conversationId !== undefined;
  return (
    <div className="flex h-full overflow-hidden bg-surface md:rounded-3xl md:border md:border-line md:shadow-near">
      <div
        className={`h-full w-full shrink-0 border-line md:block md:w-[20rem] md:border-r xl:w-[24rem] ${isOpen ? 'hidden' : ''}`}
      >
        <InboxPane openId={conversationId} />
      </div>
      <div className={`h-full min-w-0 flex-1 md:block ${isOpen ? '' : 'hidden'}`}>
        {isOpen ? (
          <Suspense>
            <ConversationPane
              key={conversationId}
              id={conversationId}
              actions={<CallButtons conversationId={conversationId} />}
            />
          </Suspense>
        ) : (
          <NothingChosen />
        )}
      </div>
    </div>
  );
}

function NothingChosen() {
  const words = useWords(homeWords);
  const { entries, status } = useInbox();
  const { name } = useAccount();
  return (
    <main className="grid h-full place-items-center bg-paper/60">
      {status === 'ready' && (
        <EmptyState
          picture={<QuietBubbles />}
          title={entries.length > 0 ? words.chooseTitle : <NameIn text={words.welcomeTitle} name={name} />}
        >
          {entries.length > 0 ? words.choose : words.welcome}
        </EmptyState>
      )}
    </main>
  );
}
