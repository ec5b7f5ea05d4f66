import type { Blocks, Directory } from './booking/bookings.ts';
import { LiveBookings } from './booking/live-bookings.ts';
import type { Surroundings } from './call/surroundings.ts';
import type { ChatClient, ChatClientOptions } from './chat-client.ts';
import { checkOptions } from './check-options.ts';
import { Connection } from './connection/connection.ts';
import type { ConnectionState } from './connection/connection-state.ts';
import type { SocketOpener } from './connection/socket.ts';
import { Conversations } from './conversation/conversations.ts';
import type { LiveConversation } from './conversation/live-conversation.ts';
import { makeCredentials } from './credentials/make-credentials.ts';
import type { OutboxSummary } from './device/device.ts';
import { DeviceMemory } from './device/device-memory.ts';
import { type ChatError, requireUse } from './errors.ts';
import { LiveInbox } from './inbox/live-inbox.ts';
import { loggedHttp, loggedSockets, logStates, makeLog } from './logging.ts';
import type { Platform } from './platform/platform.ts';
import { standardPlatform } from './platform/standard-platform.ts';
import type { Preferences } from './preferences/preferences.ts';
import type { Push } from './push/push.ts';
import { RestApi } from './rest-api.ts';
import { SessionKeeper } from './session/session-keeper.ts';
import type { Store } from './store.ts';
import type { Account } from './wire.ts';

/** `auth.client` of the handshake; tells the server that we know the whole protocol. Follows package.json. */
const CLIENT_NAME = 'jiggy-care-client/0.1.0';
/** Closing waits so long for someone to connect again: strict mode, a remount. */
const LINGER_MS = 1_000;

/** The one place where the parts meet. */
export class AssembledClient implements ChatClient {
  readonly connection: Store<ConnectionState>;
  readonly session: SessionKeeper;
  readonly inbox: LiveInbox;
  readonly bookings: LiveBookings;
  readonly directory: Directory;
  readonly blocks: Blocks;
  readonly preferences: Preferences;
  readonly push: Push;
  readonly device: DeviceMemory;
  readonly outbox: OutboxSummary;
  /** For what stands beside this client in this package. */
  readonly rest: RestApi;
  readonly wire: Connection;
  private readonly conversations: Conversations;
  private readonly platform: Platform;
  private holders = new Set<object>();
  private cancelLinger = () => {};

  constructor(options: ChatClientOptions, openSocket: SocketOpener) {
    const { auth, url } = checkOptions(options);
    const { platform = standardPlatform(), logger } = options;
    const { deviceId = platform.deviceId?.() ?? platform.uuid() } = options;
    const { clock, network, windows } = platform;
    const log = makeLog(logger, clock);
    const server = { url, http: loggedHttp(platform.http, log) };
    const open = loggedSockets(openSocket, log);
    const user = (): Account | undefined => this.session.user;
    const random = () => platform.random();
    const credentials = makeCredentials(auth, { server, clock, windows });
    const rest = new RestApi({ server, credentials, onSessionLost: (refusal) => this.session.lost(refusal) });
    const device = new DeviceMemory(platform.vault, clock);
    const wire = new Connection({
      url: server.url,
      open,
      clock,
      random,
      network,
      credentials,
      client: CLIENT_NAME,
      deviceId,
      identify: (isInDoubt) => this.session.identify(isInDoubt),
      probeRest: () => rest.me(),
      onSessionLost: (refusal) => this.session.lost(refusal),
    });
    const bookings = new LiveBookings({ rest, connection: wire, clock, user });
    const inbox = new LiveInbox({
      rest,
      connection: wire,
      device,
      clock,
      user,
      findBooking: (id) => bookings.look(id),
    });
    const session = new SessionKeeper({
      rest,
      credentials,
      device,
      windows,
      hint: auth.kind === 'cookie' ? platform.sessionHint : undefined,
      url: server.url,
      isExternal: auth.kind === 'token',
      onSignedIn: (_user, isOther) => this.signedIn(isOther),
      onSignedOut: (byChoice, refusal) => this.signedOut(byChoice, refusal),
    });
    const conversations = new Conversations({
      user,
      mayWrite: () => session.state.get().status !== 'signed-out',
      platform,
      connection: wire,
      rest,
      device,
      inbox,
      bookings,
    });
    logStates(log, wire.state, session.state);

    this.platform = platform;
    this.rest = rest;
    this.wire = wire;
    this.connection = wire.state;
    this.session = session;
    this.inbox = inbox;
    this.bookings = bookings;
    this.directory = {
      search: (text, page) => rest.listConsultants({ ...(text ? { search: text } : {}), ...page }),
    };
    this.blocks = {
      list: (page) => rest.listBlocks({ ...page }),
      add: async (patientId) => {
        const block = await rest.block(patientId);
        conversations.personBlocked(patientId, true);
        return block;
      },
      remove: async (patientId) => {
        await rest.unblock(patientId);
        conversations.personBlocked(patientId, false);
      },
    };
    this.push = {
      key: async () => (await rest.getPushKey()).publicKey,
      subscribe: ({ endpoint, keys: { p256dh, auth } }) =>
        rest.subscribe({ endpoint, keys: { p256dh, auth } }),
      list: () => rest.listReachableDevices(),
      remove: (id) => rest.unsubscribe(id),
      test: () => rest.testPush(),
    };
    this.preferences = {
      read: () => rest.readPreferences(),
      change: (change) => rest.changePreferences(change),
    };
    this.device = device;
    this.conversations = conversations;
    this.outbox = {
      unsent: conversations.unsent,
      get hasUnsent() {
        return conversations.unsent.get() > 0;
      },
      get losesOnLeave() {
        return conversations.unsent.get() > 0 && !device.isTrusted.get();
      },
    };
  }

  connect(): () => void {
    this.cancelLinger();
    const hold = {};
    this.holders.add(hold);
    this.wire.start();
    return () => {
      if (!this.holders.delete(hold) || this.holders.size > 0) return;
      this.cancelLinger = this.platform.clock.after(LINGER_MS, () => this.wire.stop());
    };
  }

  disconnect(): void {
    this.cancelLinger();
    this.holders.clear();
    this.wire.stop();
  }

  conversation(id: string): LiveConversation {
    requireUse(typeof id === 'string' && id !== '', 'A conversation is named by its id');
    return this.conversations.get(id);
  }

  /** What calls stand on. */
  get callSurroundings(): Omit<Surroundings, 'platform'> {
    const { wire, rest, session, inbox, platform } = this;
    const { clock, windows } = platform;
    return {
      connection: wire,
      rest,
      clock,
      windows,
      session: session.state,
      uuid: () => platform.uuid(),
      user: () => session.user,
      findOther: (conversationId) => inbox.find(conversationId.toLowerCase())?.other,
      hold: (conversationId) => {
        const releases = [this.connect(), this.conversation(conversationId).open(), wire.hurry()];
        return () => {
          for (const release of releases) release();
        };
      },
      ping: () => wire.ping(),
    };
  }

  private signedIn(isOther: boolean): void {
    if (isOther) this.forget(true);
    void this.inbox.recall();
    this.conversations.resume();
    void this.conversations.adoptKept();
    if (this.wire.state.get().status === 'signed-out') this.wire.start();
    else if (isOther) this.wire.restart();
  }

  private signedOut(byChoice: boolean, refusal?: ChatError): void {
    this.wire.signedOut(refusal);
    this.forget(byChoice);
  }

  private forget(forGood: boolean): void {
    this.conversations.reset(forGood);
    this.inbox.reset();
    this.bookings.reset();
  }
}
