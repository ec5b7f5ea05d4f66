import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FactList } from '../facts/fact-list.ts';
import { Facts } from '../facts/facts.ts';
import { LastSeen } from '../people/last-seen.ts';
import type { ChatNamespace } from './chat-socket.ts';
import type { OtherNodes } from './other-nodes.ts';
import { personOfRoom, personRoom } from './rooms.ts';

export type PresenceChange = FactList['presence.changed'];

/** A page that is loaded anew is away for a moment; nobody needs to hear of it. */
const LEAVING_MS = 1_000;
/** For most of that moment the person still counts as here; who asks later learns the truth. */
const SEEMS_HERE_MS = 600;
/** When a node goes, its people come to another: who has not by then is not here. */
const MOVING_MS = 3_000;
const LOOK_AGAIN_MS = 1_000;
const MAX_LOOKS = 5;
const AT_ONCE = 500;
const MAX_SHOWN = 100_000;

type Others = Pick<OtherNodes, 'occupied'> &
  Partial<Pick<OtherNodes, 'occupation' | 'areReachable' | 'onGone' | 'onBack' | 'onRelayed' | 'onAsked'>>;

interface Leaving {
  readonly since: number;
  /** Whether somebody was told meanwhile that the person is not here. */
  wasMissed: boolean;
  timer: NodeJS.Timeout | undefined;
}

const ALONE: Others = { occupied: async () => new Set() };

/** Who is connected. Read from the rooms of Socket.IO, never kept twice; the database keeps when someone was last seen. */
@Injectable()
export class Presence implements OnModuleDestroy {
  private namespace: ChatNamespace | undefined;
  private others: Others = ALONE;
  private readonly leaving = new Map<string, Leaving>();
  /** Whom this node has shown as online while they were on another one, which may go without a word. */
  private readonly shown = new Set<string>();
  /** Who came or went while the other nodes could not hear of it. */
  private readonly untold = new Set<string>();
  private look: NodeJS.Timeout | undefined;

  constructor(
    private readonly lastSeen: LastSeen,
    private readonly facts: Facts,
  ) {}

  attach(namespace: ChatNamespace, others: Others = ALONE): void {
    this.namespace = namespace;
    this.others = others;
    others.onRelayed?.(({ event, payload }) => {
      if (event !== 'presence') return;
      const { userId, online } = payload as PresenceChange;
      if (online) this.show(userId);
      else this.shown.delete(userId);
    });
    others.onAsked?.((rooms) => {
      for (const room of rooms) this.missed(personOfRoom(room));
    });
    others.onGone?.(() => this.lookLater(MOVING_MS));
    others.onBack?.(() => {
      this.lookLater(LEAVING_MS);
      void this.tellUntold();
    });
  }

  /** Whether a person has a socket just now. */
  async isOnline(userId: string): Promise<boolean> {
    return (await this.whoHasSockets([userId])).has(userId);
  }

  /** Which of these people are online, as it is shown: whose page is just being loaded anew still is. */
  async whoIsOnline(userIds: readonly string[]): Promise<Set<string>> {
    const online = await this.whoHasSockets(userIds);
    for (const userId of userIds) {
      if (online.has(userId)) {
        if (!this.isHere(userId)) this.show(userId);
      } else if (
        performance.now() - (this.leaving.get(userId)?.since ?? Number.NEGATIVE_INFINITY) <
        SEEMS_HERE_MS
      )
        online.add(userId);
      else this.missed(userId);
    }
    return online;
  }

  private async whoHasSockets(userIds: readonly string[]): Promise<Set<string>> {
    const online = new Set(userIds.filter((userId) => this.isHere(userId)));
    const absent = userIds.filter((userId) => !online.has(userId));
    const elsewhere = await this.others.occupied(absent.map(personRoom));
    for (const userId of absent) if (elsewhere.has(personRoom(userId))) online.add(userId);
    return online;
  }

  /** Whether this socket of anyone is still connected, on any node. */
  async isConnected(socketId: string): Promise<boolean> {
    if (this.namespace?.sockets.has(socketId)) return true;
    return (await this.others.occupied([socketId])).has(socketId);
  }

  /** Whether the last socket of a person went within the last `withinMs`. */
  async hasJustLeft(userId: string, withinMs: number): Promise<boolean> {
    return this.lastSeen.isWithin(userId, withinMs);
  }

  /** A socket got its identity and is in the person's room by now. */
  arrived(userId: string): void {
    const leaving = this.leaving.get(userId);
    if (leaving !== undefined) {
      clearTimeout(leaving.timer);
      this.leaving.delete(userId);
      if (!leaving.wasMissed) return;
    } else if (this.countHere(userId) > 1) return;
    this.announce({ userId, online: true, lastSeenAt: null });
  }

  /**
   * A socket of the person is gone.
   *
   * @throws when the database cannot note it; those who share a conversation are told all the same
   */
  async left(userId: string): Promise<void> {
    if (this.isHere(userId)) return;
    const leaving = this.leaving.get(userId) ?? {
      since: performance.now(),
      wasMissed: false,
      timer: undefined,
    };
    this.leaving.set(userId, leaving);
    const noting = this.lastSeen.note(userId);
    const lastSeenAt = await noting.catch(() => null);
    if (this.leaving.get(userId) === leaving && leaving.timer === undefined)
      this.expectReturn(userId, leaving, lastSeenAt);
    await noting;
  }

  private expectReturn(userId: string, leaving: Leaving, lastSeenAt: string | null): void {
    const timer = setTimeout(() => {
      this.leaving.delete(userId);
      void this.isOnline(userId).then(
        (online) => {
          if (online) this.show(userId);
          else this.announce({ userId, online: false, lastSeenAt });
        },
        () => {},
      );
    }, LEAVING_MS);
    leaving.timer = timer.unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.look);
    for (const { timer } of this.leaving.values()) clearTimeout(timer);
    this.leaving.clear();
  }

  private show(userId: string): void {
    if (this.others.occupation !== undefined && this.shown.size < MAX_SHOWN) this.shown.add(userId);
  }

  private missed(userId: string | undefined): void {
    const leaving = userId === undefined ? undefined : this.leaving.get(userId);
    if (leaving !== undefined) leaving.wasMissed = true;
  }

  private lookLater(ms: number, looks = 0): void {
    if (this.shown.size === 0) return;
    clearTimeout(this.look);
    this.look = setTimeout(() => void this.lookForGhosts(looks).catch(() => {}), ms).unref();
  }

  /** Those who were on a node that is gone, and came to no other, are told of as gone: nobody else is left to do it. */
  private async lookForGhosts(looks: number): Promise<void> {
    const { others } = this;
    if (others.occupation === undefined) return;
    const userIds = [...this.shown];
    for (let at = 0; at < userIds.length; at += AT_ONCE) {
      const absent = userIds.slice(at, at + AT_ONCE).filter((userId) => !this.isHere(userId));
      const { occupied, isComplete } = await others.occupation(absent.map(personRoom));
      if (!isComplete && looks < MAX_LOOKS) {
        this.lookLater(LOOK_AGAIN_MS, looks + 1);
        return;
      }
      for (const userId of absent) {
        if (occupied.has(personRoom(userId)) || this.isHere(userId)) continue;
        this.shown.delete(userId);
        const lastSeenAt = await this.lastSeen.note(userId).catch(() => null);
        this.announce({ userId, online: false, lastSeenAt });
      }
    }
  }

  private async tellUntold(): Promise<void> {
    const userIds = [...this.untold];
    this.untold.clear();
    for (const userId of userIds) {
      if (this.leaving.has(userId)) continue;
      const online = this.isHere(userId);
      const lastSeenAt = online ? null : await this.lastSeen.of(userId).catch(() => null);
      this.announce({ userId, online, lastSeenAt });
    }
  }

  private announce(change: PresenceChange): void {
    if (this.others.areReachable === false && this.others.occupation !== undefined)
      this.untold.add(change.userId);
    this.facts.tell('presence.changed', change);
  }

  private isHere(userId: string): boolean {
    return this.countHere(userId) > 0;
  }

  private countHere(userId: string): number {
    return this.namespace?.adapter.rooms.get(personRoom(userId))?.size ?? 0;
  }
}
