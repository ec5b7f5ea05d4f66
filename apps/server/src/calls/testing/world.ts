import { randomUUID } from 'node:crypto';
import type { ServerEventName } from '@jiggy-care/protocol';
import type { Broadcast } from '../../realtime/broadcast.ts';
import type { OtherNodes } from '../../realtime/other-nodes.ts';
import type { Presence } from '../../realtime/presence.ts';
import type { Device } from '../rules/call-record.ts';

export interface Sent {
  readonly to: string;
  readonly event: ServerEventName;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into payloads of every shape
  readonly payload: any;
}

/** The sockets that there are, on whichever node, and what was said to them. */
export class World {
  readonly sent: Sent[] = [];
  readonly sockets = new Map<string, Device>();
  onSent: (sent: Sent) => void = () => {};
  private readonly notices: Map<string, (subject: string) => void>[] = [];

  connect(userId: string, more: Partial<Device> = {}): Device {
    const device = { userId, socketId: randomUUID(), deviceId: null, queuesCandidates: false, ...more };
    this.sockets.set(device.socketId, device);
    return device;
  }

  /** What one socket heard: said to it, or to all that its person has. */
  heardBy({ socketId, userId, queuesCandidates }: Device): Sent[] {
    const names = [socketId, userId, ...(queuesCandidates ? [] : [`plain ${userId}`])];
    return this.sent.filter(({ to }) => {
      const [who = '', except] = to.split(' but ');
      return names.includes(who) && except !== socketId;
    });
  }

  eventsOf(device: Device): string[] {
    return this.heardBy(device).map(({ event }) => event);
  }

  readonly broadcast = {
    toSocket: (to, event, payload) => {
      if (this.sockets.has(to)) this.note(to, event, payload);
    },
    toPerson: (userId, event, payload, except = []) => this.note(allBut(userId, except), event, payload),
    toPlainSocketsOf: (userId, event, payload, except = []) =>
      this.note(allBut(`plain ${userId}`, except), event, payload),
  } satisfies Pick<Broadcast, 'toSocket' | 'toPerson' | 'toPlainSocketsOf'> as unknown as Broadcast;

  /** What a node says to the others, and hears of them. */
  othersOfNode(): OtherNodes {
    const own = new Map<string, (subject: string) => void>();
    this.notices.push(own);
    return {
      notify: (kind, subject) => {
        for (const listeners of this.notices) if (listeners !== own) listeners.get(kind)?.(subject);
      },
      onNotice: (kind, listener) => {
        own.set(kind, listener);
        return () => own.delete(kind);
      },
    } satisfies Pick<OtherNodes, 'notify' | 'onNotice'> as unknown as OtherNodes;
  }

  readonly presence = {
    isOnline: async (userId) => [...this.sockets.values()].some((device) => device.userId === userId),
    isConnected: async (socketId) => this.sockets.has(socketId),
    hasJustLeft: async () => false,
  } satisfies Pick<Presence, 'isOnline' | 'isConnected' | 'hasJustLeft'> as unknown as Presence;

  private note(to: string, event: ServerEventName, payload: object): void {
    const sent = { to, event, payload };
    this.sent.push(sent);
    this.onSent(sent);
  }
}

const allBut = (who: string, except: readonly string[]) =>
  except.length === 0 ? who : `${who} but ${except.join()}`;
