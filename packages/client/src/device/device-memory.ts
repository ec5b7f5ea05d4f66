import { ChatError } from '../errors.ts';
import type { Clock, Vault } from '../platform/platform.ts';
import { LATE, withinTime } from '../platform/within-time.ts';
import { Writable } from '../store.ts';
import type { Account } from '../wire.ts';
import type { Device } from './device.ts';

/** Whose device this is. `hasEnded`: their session ended without a sign-out; only what is unsent was kept. */
interface Owner {
  readonly account: Account;
  readonly hasEnded: boolean;
}

const OWNER = 'owner';
const SIGN_OUT_PENDING = 'sign-out-pending';
/** What is kept under this prefix outlives a session that ended by itself. */
const UNSENT = 'unsent/';
/** A storage that is being repaired, or waits for another program, may never answer; an app must open all the same. */
const PATIENCE_MS = 3_500;

/**
 * What a trusted device keeps for its one owner, below the owner's id. Nothing here ever fails for the
 * caller, or keeps it waiting: a device that cannot keep things, or does not answer, is one that is not trusted.
 */
export class DeviceMemory implements Device {
  readonly isTrusted = new Writable(false);
  private owner: Owner | undefined;
  private user: Account | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private isDead = false;
  private readonly trustListeners = new Set<() => void>();

  constructor(
    private readonly vault: Vault | undefined,
    private readonly clock: Clock,
  ) {}

  get canKeep(): boolean {
    return this.vault !== undefined && !this.isDead;
  }

  async trust(isOwnDevice: boolean): Promise<void> {
    const { user, vault } = this;
    if (vault === undefined || !this.canKeep)
      throw new ChatError('unsupported', 'This platform keeps nothing');
    if (!isOwnDevice) return this.wipe();
    if (user === undefined) throw new ChatError('signed_out', 'Please sign in first');
    if (this.isTrusted.get()) return;
    const owner = { account: user, hasEnded: false };
    const isKept = await this.inTurn(async () => {
      await vault.wipe();
      return this.writeOwner(vault, owner);
    });
    if (isKept === true) this.owner = owner;
    this.isTrusted.set(isKept === true);
    if (!this.isTrusted.get()) throw new ChatError('unsupported', 'This device cannot keep anything');
    for (const listener of this.trustListeners) listener();
  }

  /** Called when the device becomes trusted: the moment to keep what is there already. */
  onTrusted(listener: () => void): () => void {
    this.trustListeners.add(listener);
    return () => this.trustListeners.delete(listener);
  }

  /** Who was signed in when the device was last used, if it may know that and they are still signed in. */
  async findOwner(): Promise<Account | undefined> {
    this.owner = await this.inTurn(async (vault) => {
      const text = await vault.read(OWNER);
      return text === undefined ? undefined : (JSON.parse(text) as Owner);
    });
    return this.owner?.hasEnded === false ? this.owner.account : undefined;
  }

  /** Says who is signed in; what is kept for anyone else is wiped first. */
  async claim(user: Account): Promise<void> {
    this.user = user;
    if (this.owner === undefined) await this.findOwner();
    const { owner } = this;
    if (owner === undefined) return;
    if (owner.account.id !== user.id) return this.wipe();
    if (owner.hasEnded || owner.account.name !== user.name) {
      const renewed = { account: user, hasEnded: false };
      if ((await this.inTurn((vault) => this.writeOwner(vault, renewed))) !== true) return;
      this.owner = renewed;
    }
    this.isTrusted.set(!this.isDead);
  }

  /** The session ended by itself: what could be read here goes, what was written and not sent stays for its writer. */
  async sessionEnded(): Promise<void> {
    this.user = undefined;
    this.isTrusted.set(false);
    const { owner } = this;
    if (owner === undefined) return;
    const ended = { ...owner, hasEnded: true };
    this.owner = ended;
    await this.inTurn(async (vault) => {
      await this.writeOwner(vault, ended);
      const unsent = `${owner.account.id}/${UNSENT}`;
      for (const key of await vault.list(`${owner.account.id}/`)) {
        if (!key.startsWith(unsent)) await vault.remove(key);
      }
    });
  }

  /** Nothing remains, except that a sign-out on the server is still to be made up for. */
  async signedOut(isServerTold: boolean): Promise<void> {
    this.user = undefined;
    await this.wipe();
    if (!isServerTold) await this.inTurn((vault) => vault.write(SIGN_OUT_PENDING, 'yes'));
  }

  /** Another window has already dealt with what is kept: from now on this one keeps its hands off. */
  abandon(): void {
    this.user = undefined;
    this.owner = undefined;
    this.isTrusted.set(false);
  }

  async isSignOutPending(): Promise<boolean> {
    return (await this.inTurn((vault) => vault.read(SIGN_OUT_PENDING))) !== undefined;
  }

  async signOutMadeUp(): Promise<void> {
    await this.inTurn((vault) => vault.remove(SIGN_OUT_PENDING));
  }

  async keep(key: string, value: unknown): Promise<void> {
    const { owner } = this;
    if (owner === undefined || !this.isTrusted.get()) return;
    const text = JSON.stringify(value);
    await this.inTurn(async (vault) => {
      // Between the asking and the doing the owner may have signed out.
      if (this.owner === owner) await vault.write(`${owner.account.id}/${key}`, text);
    });
  }

  async drop(key: string): Promise<void> {
    const { owner } = this;
    if (owner === undefined) return;
    await this.inTurn((vault) => vault.remove(`${owner.account.id}/${key}`));
  }

  async recall<T>(key: string): Promise<T | undefined> {
    const { owner } = this;
    if (owner === undefined || owner.hasEnded) return undefined;
    return this.inTurn(async (vault) => {
      const text = await vault.read(`${owner.account.id}/${key}`);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    });
  }

  /** Everything kept below a prefix, by its key. */
  async recallAll<T>(prefix: string): Promise<Map<string, T>> {
    const { owner } = this;
    if (owner === undefined) return new Map();
    const own = `${owner.account.id}/`;
    const kept = await this.inTurn(async (vault) => {
      const found = new Map<string, T>();
      for (const key of await vault.list(`${own}${prefix}`)) {
        const text = await vault.read(key);
        if (text !== undefined) found.set(key.slice(own.length), JSON.parse(text) as T);
      }
      return found;
    });
    return kept ?? new Map();
  }

  private async wipe(): Promise<void> {
    this.owner = undefined;
    this.isTrusted.set(false);
    // One that does not answer may still do it, once it can.
    if (this.isDead) void this.vault?.wipe().catch(() => {});
    await this.inTurn((vault) => vault.wipe());
  }

  private async writeOwner(vault: Vault, owner: Owner): Promise<true> {
    await vault.write(OWNER, JSON.stringify(owner));
    return true;
  }

  /**
   * One after the other, so that a wipe is never overtaken by a write.
   *
   * @returns `undefined` where it could not be done, or there is nothing
   */
  private inTurn<T>(action: (vault: Vault) => Promise<T>): Promise<T | undefined> {
    const { vault } = this;
    if (vault === undefined) return Promise.resolve(undefined);
    const mine = this.turn.then(() => this.reach(vault, action));
    this.turn = mine;
    return mine;
  }

  private async reach<T>(vault: Vault, action: (vault: Vault) => Promise<T>): Promise<T | undefined> {
    if (this.isDead) return undefined;
    try {
      const given = await withinTime(this.clock, PATIENCE_MS, () => action(vault));
      if (given !== LATE) return given;
      this.isDead = true;
    } catch {
      // Full, forbidden or broken: as below.
    }
    this.isTrusted.set(false);
    return undefined;
  }
}
