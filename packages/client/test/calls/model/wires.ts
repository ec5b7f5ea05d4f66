import type { OutgoingEvent } from '../../../../../apps/server/src/calls/rules/call-effects.ts';
import type { SocketListener, SocketOpener } from '../../../src/connection/socket.ts';
import { ChatError } from '../../../src/errors.ts';
import { NAMES, type Name } from './people.ts';
import { Queue } from './queue.ts';
import type { RuleServer } from './rule-server.ts';

interface ToServer {
  readonly socketId: string;
  readonly name: string;
  readonly payload: unknown;
  readonly acknowledge: ((reply: unknown) => void) | undefined;
}

interface ToClient {
  readonly label: string;
  deliver(): void;
}

/** These travel with what was said before them: their own place in the order makes no difference. */
const RIDES =
  /^(call:media|call:stop-ringing|the end of candidates|answer to (webrtc:|call:media|call:end|call:reject|call:away|join|leave))/;
/** Done at once, without any queue: they are no part of the story. */
const INSTANT = /^(join|leave)_conversation$/;

interface Parts {
  readonly server: Pick<RuleServer, 'connect' | 'disconnect' | 'handle'>;
  /** The server has been told something. */
  onServerHears(name: Name, what: string): void;
  /** A person has been told something. */
  onPersonHears(name: Name, what: string): void;
}

/** The connections of Ada and Ben to the server. What is on its way arrives when it is told to, in its order. */
export class Wires {
  /** Who cannot reach the server. */
  readonly cutOff = new Set<Name>();
  private readonly toServer = { ada: new Queue<ToServer>(), ben: new Queue<ToServer>() };
  private readonly toClient = { ada: new Queue<ToClient>(), ben: new Queue<ToClient>() };
  private readonly listeners = new Map<string, SocketListener>();

  constructor(private readonly parts: Parts) {}

  isOnTheWayFrom(name: Name): boolean {
    return this.toServer[name].length > 0;
  }

  isOnTheWayTo(name: Name): boolean {
    return this.toClient[name].length > 0;
  }

  serverHears(name: Name): void {
    const { socketId, name: event, payload, acknowledge } = this.toServer[name].take();
    this.parts.onServerHears(name, event);
    const answer = this.parts.server.handle(socketId, event, payload);
    const deliver = () => {
      if (this.listeners.has(socketId)) acknowledge?.(answer);
    };
    this.toClient[name].push({ label: `answer to ${event}: ${answer.event}`, deliver });
  }

  personHears(name: Name): void {
    const { label, deliver } = this.toClient[name].take();
    this.parts.onPersonHears(name, label);
    deliver();
  }

  /** @returns whether anything rode along with what has just arrived */
  letRide(): boolean {
    for (const name of NAMES) {
      if (RIDES.test(this.toClient[name].head?.label ?? '')) {
        this.personHears(name);
        return true;
      }
      const { head } = this.toServer[name];
      if (head !== undefined && (RIDES.test(head.name) || isEndOfCandidates(head))) {
        this.serverHears(name);
        return true;
      }
    }
    return false;
  }

  /** To be called with what the server tells a socket that is there. */
  tell(socketId: string, { event, payload }: OutgoingEvent): void {
    const said = JSON.parse(JSON.stringify(payload));
    const deliver = () => this.listeners.get(socketId)?.event(event, said);
    const isLast = event === 'webrtc:ice-candidate' && payload.candidate === null;
    this.toClient[ownerOf(socketId)].push({ label: isLast ? 'the end of candidates' : event, deliver });
  }

  /** A connection is gone without a word, and with it what was on its way. */
  lose(name: Name): void {
    for (const [socketId, listener] of [...this.listeners]) {
      if (ownerOf(socketId) !== name) continue;
      this.end(socketId, false);
      listener.closed('transport close');
    }
  }

  openerOf(name: Name): SocketOpener {
    return (request, listener) => {
      let socketId: string | undefined;
      let isClosed = false;
      const leave = (deliberate: boolean) => {
        isClosed = true;
        if (socketId !== undefined && this.listeners.has(socketId)) this.end(socketId, deliberate);
      };
      queueMicrotask(() => {
        if (isClosed) return;
        if (this.cutOff.has(name)) {
          listener.failed(new ChatError('unreachable', 'No route'));
          return;
        }
        socketId = this.parts.server.connect(name, (request.auth.deviceId as string | undefined) ?? null);
        this.listeners.set(socketId, listener);
        listener.connected();
      });
      return {
        emit: (event: string, payload: unknown, acknowledge?: (reply: unknown) => void) => {
          if (socketId === undefined || !this.listeners.has(socketId)) return;
          const said = JSON.parse(JSON.stringify(payload));
          if (INSTANT.test(event)) {
            const answer = this.parts.server.handle(socketId, event, said);
            queueMicrotask(() => acknowledge?.(answer));
          } else this.toServer[name].push({ socketId, name: event, payload: said, acknowledge });
        },
        close: () => leave(true),
        drop: () => leave(false),
      };
    };
  }

  private end(socketId: string, deliberate: boolean): void {
    const name = ownerOf(socketId);
    this.listeners.delete(socketId);
    this.toServer[name].clear();
    this.toClient[name].clear();
    this.parts.server.disconnect(socketId, deliberate);
  }
}

const ownerOf = (socketId: string): Name => (socketId.startsWith('ada') ? 'ada' : 'ben');

function isEndOfCandidates({ name, payload }: ToServer): boolean {
  return name === 'webrtc:ice-candidate' && (payload as { candidate: unknown }).candidate === null;
}
