import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ChatNamespace } from './chat-socket.ts';
import type { OtherNodes } from './other-nodes.ts';
import { PresenceRepository } from './presence.repository.ts';
import { personRoom } from './rooms.ts';

export interface PresenceChange {
  readonly userId: string;
  readonly online: boolean;
  readonly lastSeenAt: string | null;
}

type Listener = (change: PresenceChange) => void;

/** A page that is loaded anew is away for a moment; nobody needs to hear of it. */
const LEAVING_MS = 1_000;

const ALONE: Pick<OtherNodes, 'occupied'> = { occupied: async () => new Set() };

/** Who is connected. Read from the rooms of Socket.IO, never kept twice; the database keeps when someone was last seen. */
@Injectable()
export class Presence implements OnModuleDestroy {
  private namespace: ChatNamespace | undefined;
  private others: Pick<OtherNodes, 'occupied'> = ALONE;
  private readonly listeners = new Set<Listener>();
  private readonly leaving = new Map<string, NodeJS.Timeout>();

  constructor(private readonly repository: PresenceRepository) {}

  attach(namespace: ChatNamespace, others: Pick<OtherNodes, 'occupied'> = ALONE): void {
    this.namespace = namespace;
    this.others = others;
  }

  onChanged(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async isOnline(userId: string): Promise<boolean> {
    return (await this.whoIsOnline([userId])).has(userId);
  }

  /** Which of these people are online. */
  async whoIsOnline(userIds: readonly string[]): Promise<Set<string>> {
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
    return this.repository.wasSeenWithin(userId, withinMs);
  }

  /** A socket got its identity and is in the person's room by now. */
  arrived(userId: string): void {
    const timer = this.leaving.get(userId);
    if (timer !== undefined) {
      clearTimeout(timer);
      this.leaving.delete(userId);
      return;
    }
    if (this.countHere(userId) === 1) this.announce({ userId, online: true, lastSeenAt: null });
  }

  /**
   * A socket of the person is gone.
   *
   * @throws when the database cannot note it; those who share a conversation are told all the same
   */
  async left(userId: string): Promise<void> {
    if (this.isHere(userId)) return;
    const noting = this.repository.sawJustNow(userId);
    const lastSeenAt = await noting.catch(() => null);
    if (!this.isHere(userId) && !this.leaving.has(userId)) this.expectReturn(userId, lastSeenAt);
    await noting;
  }

  private expectReturn(userId: string, lastSeenAt: string | null): void {
    const timer = setTimeout(() => {
      this.leaving.delete(userId);
      void this.isOnline(userId).then(
        (online) => {
          if (!online) this.announce({ userId, online: false, lastSeenAt });
        },
        () => {},
      );
    }, LEAVING_MS);
    this.leaving.set(userId, timer.unref());
  }

  onModuleDestroy(): void {
    for (const timer of this.leaving.values()) clearTimeout(timer);
    this.leaving.clear();
  }

  private announce(change: PresenceChange): void {
    for (const listener of this.listeners) listener(change);
  }

  private isHere(userId: string): boolean {
    return this.countHere(userId) > 0;
  }

  private countHere(userId: string): number {
    return this.namespace?.adapter.rooms.get(personRoom(userId))?.size ?? 0;
  }
}
