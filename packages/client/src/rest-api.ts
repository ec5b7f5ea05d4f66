import { ENDPOINTS } from '@jiggy-care/protocol/words';
import { callServer, type ServerAddress, type ServerCall } from './call-server.ts';
import type { Credentials } from './credentials/credentials.ts';
import { readValidityMs } from './durations.ts';
import { ChatError } from './errors.ts';
import type { HttpReply } from './platform/platform.ts';
import type {
  Account,
  Block,
  Booking,
  BookingChange,
  BookingStep,
  CallsPage,
  ChangesPage,
  ConversationRecord,
  HistoryPage,
  IceServers,
  NewBooking,
  OwnEmail,
  Person,
  PreferencesChange,
  PreferencesRecord,
  PushSubscribe,
  ReachableDevice,
  RefusedSignIn,
  SentMessage,
  SessionInfo,
  SignedIn,
  UserRole,
  WireInboxEntry,
} from './wire.ts';

type Page = { readonly limit?: number | undefined };
type Request = Omit<ServerCall, 'headers' | 'credentials'>;
type Read<T> = (reply: HttpReply) => Promise<T | string>;

interface CalendarFile {
  readonly text: string;
}

interface Parts {
  readonly server: ServerAddress;
  readonly credentials: Credentials;
  /** Called when the server refuses even a renewed credential. */
  onSessionLost(refusal: ChatError): void;
}

/**
 * One method per route of the server; answers as documented (document, section 6; protocol P2 to P4
 * and P7). Each may throw a `ChatError` with the code of the server, or `unreachable`.
 */
export class RestApi {
  constructor(private readonly parts: Parts) {}

  signIn(body: { readonly email: string; readonly password: string }): Promise<SignedIn> {
    return this.anonymously({ ...ENDPOINTS.login, body });
  }

  register(body: object): Promise<SignedIn> {
    return this.anonymously({ ...ENDPOINTS.register, body });
  }

  signOut(): Promise<void> {
    return this.ask(ENDPOINTS.logout);
  }

  me(): Promise<Account> {
    return this.ask(ENDPOINTS.me);
  }

  changePassword(currentPassword: string, newPassword: string): Promise<void> {
    return this.ask({ ...ENDPOINTS.changePassword, body: { currentPassword, newPassword } });
  }

  forgotPassword(email: string): Promise<void> {
    return this.anonymously({ ...ENDPOINTS.forgotPassword, body: { email } });
  }

  resetPassword(token: string, newPassword: string): Promise<void> {
    return this.anonymously({ ...ENDPOINTS.resetPassword, body: { token, newPassword } });
  }

  verifyEmail(token: string): Promise<void> {
    return this.anonymously({ ...ENDPOINTS.verifyEmail, body: { token } });
  }

  sendVerification(): Promise<void> {
    return this.ask(ENDPOINTS.sendVerification);
  }

  readEmail(): Promise<OwnEmail> {
    return this.ask(ENDPOINTS.getEmail);
  }

  changeEmail(email: string, currentPassword: string): Promise<void> {
    return this.ask({ ...ENDPOINTS.changeEmail, body: { email, currentPassword } });
  }

  rename(name: string): Promise<Account> {
    return this.ask({ ...ENDPOINTS.changeAccount, body: { name } });
  }

  listSessions(): Promise<SessionInfo[]> {
    return this.ask(ENDPOINTS.listSessions);
  }

  endSession(sessionId: string): Promise<void> {
    return this.ask({ ...ENDPOINTS.endSession, id: sessionId });
  }

  listRefusedSignIns(): Promise<RefusedSignIn[]> {
    return this.ask(ENDPOINTS.listRefusedSignIns);
  }

  readPreferences(): Promise<PreferencesRecord> {
    return this.ask(ENDPOINTS.getPreferences);
  }

  changePreferences(body: PreferencesChange): Promise<PreferencesRecord> {
    return this.ask({ ...ENDPOINTS.changePreferences, body });
  }

  getPushKey(): Promise<{ readonly publicKey: string }> {
    return this.ask(ENDPOINTS.getPushKey);
  }

  subscribe(body: PushSubscribe): Promise<ReachableDevice> {
    return this.ask({ ...ENDPOINTS.subscribe, body });
  }

  listReachableDevices(): Promise<ReachableDevice[]> {
    return this.ask(ENDPOINTS.listReachableDevices);
  }

  unsubscribe(subscriptionId: string): Promise<void> {
    return this.ask({ ...ENDPOINTS.unsubscribe, id: subscriptionId });
  }

  testPush(): Promise<void> {
    return this.ask(ENDPOINTS.testPush);
  }

  listBlocks(query: { limit?: number; offset?: number }): Promise<Block[]> {
    return this.ask({ ...ENDPOINTS.listBlocks, query });
  }

  block(patientId: string): Promise<Block> {
    return this.ask({ ...ENDPOINTS.block, body: { patientId } });
  }

  unblock(patientId: string): Promise<void> {
    return this.ask({ ...ENDPOINTS.unblock, id: patientId });
  }

  listConsultants(query: { search?: string; limit?: number; offset?: number }): Promise<Person[]> {
    return this.ask({ ...ENDPOINTS.listConsultants, query });
  }

  createBooking(body: NewBooking): Promise<Booking> {
    return this.ask({ ...ENDPOINTS.createBooking, body });
  }

  listBookings(): Promise<Booking[]> {
    return this.ask(ENDPOINTS.listBookings);
  }

  listBookingChanges(bookingId: string): Promise<BookingStep[]> {
    return this.ask({ ...ENDPOINTS.listBookingChanges, id: bookingId });
  }

  async readCalendar(bookingId: string): Promise<string> {
    const request = { ...ENDPOINTS.getBookingCalendar, id: bookingId };
    return (await this.ask<CalendarFile>(request, readCalendar)).text;
  }

  changeBooking(bookingId: string, body: BookingChange): Promise<Booking> {
    return this.ask({ ...ENDPOINTS.changeBooking, id: bookingId, body });
  }

  /** With every part of an entry. */
  listInbox(
    person: { readonly id: string; readonly role: UserRole },
    page: Page & { readonly before?: string | undefined },
  ): Promise<WireInboxEntry[]> {
    return this.ask({
      ...ENDPOINTS.listConversations,
      query: { ...ownSlot(person), expand: 'people,lastMessage,unread,presence', ...page },
    });
  }

  /** The documented list, without the parts. */
  listConversations(person: { readonly id: string; readonly role: UserRole }): Promise<ConversationRecord[]> {
    return this.ask({ ...ENDPOINTS.listConversations, query: ownSlot(person) });
  }

  openConversation(body: {
    readonly consultantId: string;
    readonly patientId: string;
    readonly bookingId: string;
  }): Promise<ConversationRecord> {
    return this.ask({ ...ENDPOINTS.createConversation, body });
  }

  listMessages(
    conversationId: string,
    query: Page & { readonly before?: string; readonly after?: string; readonly offset?: number },
  ): Promise<HistoryPage> {
    return this.ask({ ...ENDPOINTS.listMessages, id: conversationId, query });
  }

  listChanges(
    conversationId: string,
    query: Page & { readonly since?: string | undefined },
  ): Promise<ChangesPage> {
    return this.ask({ ...ENDPOINTS.listChanges, id: conversationId, query });
  }

  sendMessage(body: {
    readonly consultantId: string;
    readonly patientId: string;
    readonly bookingId: string;
    readonly content: string;
    readonly senderType: UserRole;
    readonly clientMessageId: string;
  }): Promise<SentMessage> {
    return this.ask({ ...ENDPOINTS.sendMessage, body });
  }

  markRead(
    conversationId: string,
    messageIds: readonly string[],
  ): Promise<{ readonly updatedCount: number }> {
    return this.ask({ ...ENDPOINTS.markRead, id: conversationId, body: { messageIds } });
  }

  /** Newest first. */
  listCalls(
    query: Page & { readonly offset?: number | undefined; readonly conversationId?: string | undefined },
  ): Promise<CallsPage> {
    return this.ask({ ...ENDPOINTS.listCalls, query });
  }

  /** The missed calls have been looked at, all or those of one conversation. */
  markCallsSeen(conversationId?: string): Promise<void> {
    const body = conversationId === undefined ? {} : { body: { conversationId } };
    return this.ask({ ...ENDPOINTS.markCallsSeen, ...body });
  }

  /** @param purpose `check`: to try them without a call; seldom, and for a short time */
  async listIceServers(purpose?: 'check'): Promise<IceServers> {
    const answer = await this.ask<IceServers>({
      ...ENDPOINTS.listIceServers,
      ...(purpose === undefined ? {} : { query: { purpose } }),
    });
    return { ...answer, ttl: readValidityMs(answer.ttl) / 1_000 };
  }

  /** Whether the server knows us by the credential that we have now; nothing is renewed. */
  async isKnown(): Promise<boolean> {
    try {
      await this.askOnce(ENDPOINTS.me);
      return true;
    } catch (thrown) {
      if (isRefusedCredential(thrown)) return false;
      throw thrown;
    }
  }

  private async ask<T>(request: Request, read?: Read<T>): Promise<T> {
    const { credentials } = this.parts;
    const headers = await credentials.headers();
    try {
      return await this.askOnce<T>(request, headers, read);
    } catch (thrown) {
      if (!isRefusedCredential(thrown)) throw thrown;
      // Another question may have been refused before, and has brought a new one already.
      const isRenewed = (await credentials.headers()).Authorization !== headers.Authorization;
      if (isRenewed || (await credentials.renew())) {
        try {
          return await this.askOnce<T>(request, undefined, read);
        } catch (again) {
          if (isRefusedCredential(again)) this.parts.onSessionLost(again);
          throw again;
        }
      }
      this.parts.onSessionLost(thrown);
      throw thrown;
    }
  }

  private async askOnce<T>(request: Request, known?: Record<string, string>, read?: Read<T>): Promise<T> {
    const { server, credentials } = this.parts;
    const headers = known ?? (await credentials.headers());
    const call: ServerCall = {
      ...request,
      headers: { ...headers, 'X-Client-Type': credentials.clientType },
      credentials: credentials.transport,
    };
    return callServer<T>(server, call, read);
  }

  private anonymously<T>(request: Request): Promise<T> {
    const { server, credentials } = this.parts;
    return callServer<T>(server, {
      ...request,
      headers: { 'X-Client-Type': credentials.clientType },
      credentials: credentials.transport,
    });
  }
}

/** A wrong password is answered 401 as well, and has nothing to do with the credential. */
function isRefusedCredential(thrown: unknown): thrown is ChatError {
  return thrown instanceof ChatError && thrown.code === 'unauthorized';
}

function ownSlot({ id, role }: { readonly id: string; readonly role: UserRole }) {
  return role === 'patient' ? { patientId: id } : { consultantId: id };
}

/** What calls itself something else, such as a hotel's page, is read as any other answer. */
async function readCalendar(reply: HttpReply): Promise<CalendarFile | string> {
  const text = await reply.text();
  return /^text\/calendar/i.test(reply.headers.get('content-type') ?? '') ? { text } : text;
}
