import type { Http, Network, Platform, Vault, WindowNote, Windows } from '../platform/platform.ts';
import { FakeClock } from './fake-clock.ts';

/** A network that goes and comes as the test says. */
export class FakeNetwork implements Network {
  online = true;
  private readonly wakers = new Set<() => void>();
  private readonly mourners = new Set<() => void>();

  isOnline(): boolean {
    return this.online;
  }

  onWake(listener: () => void): () => void {
    this.wakers.add(listener);
    return () => this.wakers.delete(listener);
  }

  onOffline(listener: () => void): () => void {
    this.mourners.add(listener);
    return () => this.mourners.delete(listener);
  }

  get listeners(): number {
    return this.wakers.size + this.mourners.size;
  }

  wake(): void {
    this.online = true;
    for (const listener of [...this.wakers]) listener();
  }

  goOffline(): void {
    this.online = false;
    for (const listener of [...this.mourners]) listener();
  }
}

/** A device's memory, which outlives the clients that use it. */
export class FakeVault implements Vault {
  readonly texts = new Map<string, string>();
  isBroken = false;

  async read(key: string): Promise<string | undefined> {
    this.check();
    return this.texts.get(key);
  }

  async write(key: string, text: string): Promise<void> {
    this.check();
    this.texts.set(key, text);
  }

  async remove(key: string): Promise<void> {
    this.texts.delete(key);
  }

  async list(prefix: string): Promise<string[]> {
    return [...this.texts.keys()].filter((key) => key.startsWith(prefix));
  }

  async wipe(): Promise<void> {
    this.texts.clear();
  }

  private check(): void {
    if (this.isBroken) throw new Error('disk full');
  }
}

/** Several windows of one browser. */
export class FakeDesktop {
  private readonly listeners = new Map<object, Set<(note: WindowNote) => void>>();
  private turn: Promise<unknown> = Promise.resolve();

  openWindow(): Windows {
    const self = {};
    this.listeners.set(self, new Set());
    return {
      post: (note) => {
        for (const [window, listeners] of this.listeners)
          if (window !== self) for (const listener of listeners) listener(note);
      },
      onNote: (listener) => {
        this.listeners.get(self)?.add(listener);
        return () => this.listeners.get(self)?.delete(listener);
      },
      exclusively: (_name, action) => {
        const mine = this.turn.then(action);
        this.turn = mine.catch(() => {});
        return mine;
      },
    };
  }
}

export interface FakePlatform extends Platform {
  readonly clock: FakeClock;
  readonly network: FakeNetwork;
}

export function fakePlatform(http: Http, own: Partial<FakePlatform> = {}): FakePlatform {
  let made = 0;
  const start = Math.floor(Math.random() * 0xffff);
  return {
    http,
    clock: new FakeClock(),
    network: new FakeNetwork(),
    random: () => 0.5,
    uuid: () => {
      made += 1;
      return `00000000-0000-4000-8000-${start.toString(16).padStart(4, '0')}${made.toString(16).padStart(8, '0')}`;
    },
    ...own,
  };
}
