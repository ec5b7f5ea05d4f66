import { useInbox } from '@jiggy-care/client/react';
import { Suspense, useEffect, useRef } from 'react';
import { Link, Route, Switch, useLocation, useRoute } from 'wouter';
import { useServerClock } from './bookings/use-server-clock.ts';
import { CallLayer } from './call/call-layer.tsx';
import { CallButtons } from './calls/call-buttons.tsx';
import { ConfirmEmailLater } from './confirm-email/confirm-email-later.tsx';
import { ConnectionBanner } from './connection/connection-banner.tsx';
import { useLeaveWarning } from './connection/use-leave-warning.ts';
import { ConversationSkeleton } from './conversation/conversation-skeleton.tsx';
import { homeWords } from './home-words.ts';
import { useWords } from './i18n/words.ts';
import { InboxPane } from './inbox/inbox-pane.tsx';
import { listenForSearchKey } from './inbox/search-key.ts';
import { MainMenu } from './main-menu.tsx';
import { Toasts } from './notices/toasts.tsx';
import { useRingNote } from './notices/use-ring-note.ts';
import { useTabTitle } from './notices/use-tab-title.ts';
import { lazyPart } from './parts/lazy-part.tsx';
import { QuietPart, SafePart } from './parts/safe-part.tsx';
import { NameIn } from './people/name-in.tsx';
import { AskToNotify } from './push/ask-to-notify.tsx';
import { useStayReachable } from './push/use-stay-reachable.ts';
import { useAccount } from './session/use-account.ts';
import { useIntroduction } from './settings/use-introduction.ts';
import { EmptyState } from './ui/empty-state.tsx';
import { PageSkeleton } from './ui/page.tsx';
import { LooseCable, QuietBubbles } from './ui/pictures.tsx';

const ConversationPane = lazyPart(
  async () => (await import('./conversation/conversation-pane.tsx')).ConversationPane,
);
const AppointmentsPage = lazyPart(
  async () => (await import('./appointments/appointments-page.tsx')).AppointmentsPage,
);
const NewAppointmentPage = lazyPart(
  async () => (await import('./appointments/new-appointment-page.tsx')).NewAppointmentPage,
);
const CallLogPage = lazyPart(async () => (await import('./call-log/call-log-page.tsx')).CallLogPage);
const CallCheckPage = lazyPart(async () => (await import('./call-check/call-check-page.tsx')).CallCheckPage);
const SettingsPage = lazyPart(async () => (await import('./settings/settings-page.tsx')).SettingsPage);

/** Pages whose tab bears their own name; all others are about messages. */
const PAGES = ['appointments', 'calls', 'check', 'settings'] as const;

/**
 * What a person sees who is signed in: the menu, the page, and above it how the connection stands. Whatever breaks,
 * breaks inside of what is below the calls: nothing takes a call that goes on from the screen.
 */
export function Home() {
  return (
    <div className="relative flex h-dvh flex-col overflow-clip bg-paper">
      <CallLayer chat={(conversationId) => <ChatBesideCall id={conversationId} />}>
        <SafePart>
          <Shell />
        </SafePart>
      </CallLayer>
      <QuietPart>
        <Housekeeping />
      </QuietPart>
      <QuietPart>
        <Toasts />
      </QuietPart>
    </div>
  );
}

/** What goes on in the background, also behind the screen of a call. */
function Housekeeping() {
  const words = useWords(homeWords);
  const [, place] = useRoute('/:page/*?');
  useServerClock();
  useLeaveWarning();
  useIntroduction();
  useStayReachable();
  const [location, navigate] = useLocation();
  const goToInbox = useRef(() => {});
  goToInbox.current = () => {
    const isShown =
      location === '/' || (location.startsWith('/c/') && matchMedia('(min-width: 48rem)').matches);
    if (!isShown) navigate('/');
  };
  useEffect(() => listenForSearchKey(() => goToInbox.current()), []);
  useRingNote();
  useTabTitle(words[PAGES.find((name) => name === place?.page) ?? 'messages']);
  return null;
}

function Shell() {
  const words = useWords(homeWords);
  const [isInConversation] = useRoute('/c/:id');
  const [, place] = useRoute('/:page/*?');
  return (
    <>
      <a
        href="#page"
        className="-translate-y-16 absolute top-3 left-3 z-30 rounded-xl bg-accent px-4 py-2.5 font-semibold text-on-accent text-sm focus:translate-y-0"
      >
        {words.skip}
      </a>
      <ConnectionBanner />
      <QuietPart>
        <AskToNotify />
      </QuietPart>
      <div className="flex min-h-0 flex-1 flex-col-reverse md:flex-row">
        <MainMenu isHiddenOnPhone={isInConversation} />
        <div id="page" tabIndex={-1} className="min-h-0 min-w-0 flex-1 outline-none md:py-3 md:pr-3">
          <SafePart key={place?.page}>
            <Suspense fallback={<PageSkeleton label={words.loading} />}>
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
                <Route component={NothingHere} />
              </Switch>
            </Suspense>
          </SafePart>
        </div>
      </div>
    </>
  );
}

function ChatBesideCall({ id }: { readonly id: string }) {
  const words = useWords(homeWords);
  return (
    <SafePart>
      <Suspense fallback={<ConversationSkeleton label={words.loading} />}>
        <ConversationPane id={id} isBesideCall />
      </Suspense>
    </SafePart>
  );
}

/** The inbox beside the conversation; on a phone one of the two. */
function Messages({ conversationId }: { readonly conversationId?: string }) {
  const words = useWords(homeWords);
  const isOpen = conversationId !== undefined;
  return (
    <main className="flex h-full overflow-hidden bg-surface md:rounded-3xl md:border md:border-line md:shadow-near">
      <div
        className={`h-full w-full shrink-0 flex-col border-line md:flex md:w-[20rem] md:border-r xl:w-[24rem] ${isOpen ? 'hidden' : 'flex'}`}
      >
        <InboxPane openId={conversationId} />
        {!isOpen && <ConfirmEmailLater />}
      </div>
      <div className={`h-full min-w-0 flex-1 md:block ${isOpen ? '' : 'hidden'}`}>
        {isOpen ? (
          <SafePart key={conversationId}>
            <Suspense fallback={<ConversationSkeleton label={words.loading} />}>
              <ConversationPane
                id={conversationId}
                actions={<CallButtons conversationId={conversationId} />}
              />
            </Suspense>
          </SafePart>
        ) : (
          <NothingChosen />
        )}
      </div>
    </main>
  );
}

/** An address that leads to no page of ours, as an old bookmark or half a link does. */
function NothingHere() {
  const words = useWords(homeWords);
  return (
    <main className="grid h-full place-items-center bg-surface md:rounded-3xl md:border md:border-line md:shadow-near">
      <EmptyState
        picture={<LooseCable />}
        title={words.nothingHereTitle}
        isPage
        action={
          <Link href="/" replace className="font-semibold text-accent text-sm underline underline-offset-4">
            {words.toMessages}
          </Link>
        }
      >
        {words.nothingHere}
      </EmptyState>
    </main>
  );
}

function NothingChosen() {
  const words = useWords(homeWords);
  const { entries, status } = useInbox();
  const { name } = useAccount();
  return (
    <div className="grid h-full place-items-center bg-paper/60">
      {status === 'ready' && (
        <EmptyState
          picture={<QuietBubbles />}
          title={
            entries.length > 0 ? words.chooseTitle : <NameIn text={words.welcomeTitle} name={name} isOwn />
          }
        >
          {entries.length > 0 ? words.choose : words.welcome}
        </EmptyState>
      )}
    </div>
  );
}
