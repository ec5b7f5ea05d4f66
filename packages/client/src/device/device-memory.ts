import { ChatError } from '../errors.ts';
import type { Vault } from '../platform/platform.ts';
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

/**
 * What a trusted device keeps for its one owner, below the owner's id. Nothing here ever fails for the
 * caller: a device that cannot keep things is one that is not trusted.
 */
export class DeviceMemory implements Device {
  readonly isTrusted = new Writable(false);
  private owner: Owner | undefined;
  private user: Account | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private readonly trustListeners = new Set<() => void>();

  constructor(private readonly vault: Vault | undefined) {}

  get canKeep(): boolean {
    return this.vault !== undefined;
  }

  async trust(isOwnDevice: boolean): Promise<void> {
    const { user, vault } = this;
    if (vault === undefined) throw new ChatError('unsupported', 'This platform keeps nothing');
    if (!isOwnDevice) return this.wipe();
    if (user === undefined) throw new ChatError('signed_out', 'Please sign in first');
    if (this.isTrusted.get()) return;
    await this.inTurn(async () => {
      await vault.wipe();
      await this.writeOwner(vault, { account: user, hasEnded: false });
    });
    this.isTrusted.set(this.owner !== undefined);
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
    await this.inTurn(async (vault) => {
      const text = await vault.read(OWNER);
      this.owner = text === undefined ? undefined : (JSON.parse(text) as Owner);
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
    if (owner.hasEnded || owner.account.name !== user.name)
      await this.inTurn((vault) => this.writeOwner(vault, { account: user, hasEnded: false }));
    this.isTrusted.set(true);
  }

  /** The session ended by itself: what could be read here goes, what was written and not sent stays for its writer. */
  async sessionEnded(): Promise<void> {
    this.user = undefined;
    this.isTrusted.set(false);
    const { owner } = this;
    if (owner === undefined) return;
    await this.inTurn(async (vault) => {
      await this.writeOwner(vault, { ...owner, hasEnded: true });
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
    let mark: string | undefined;
    await this.inTurn(async (vault) => {
      mark = await vault.read(SIGN_OUT_PENDING);
    });
    return mark !== undefined;
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
    let text: string | undefined;
    await this.inTurn(async (vault) => {
      text = await vault.read(`${owner.account.id}/${key}`);
    });
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  /** Everything kept below a prefix, by its key. */
  async recallAll<T>(prefix: string): Promise<Map<string, T>> {
    const found = new Map<string, T>();
    const { owner } = this;
    if (owner === undefined) return found;
    const own = `${owner.account.id}/`;
    await this.inTurn(async (vault) => {
      for (const key of await vault.list(`${own}${prefix}`)) {
        const text = await vault.read(key);
        if (text !== undefined) found.set(key.slice(own.length), JSON.parse(text) as T);
      }
    });
    return found;
  }

  private async wipe(): Promise<void> {
    this.owner = undefined;
    this.isTrusted.set(false);
    await this.inTurn((vault) => vault.wipe());
  }

  private async writeOwner(vault: Vault, owner: Owner): Promise<void> {
    await vault.write(OWNER, JSON.stringify(owner));
    this.owner = owner;
  }

  /** One after the other, so that a wipe is never overtaken by a write. */
  private inTurn(action: (vault: Vault) => Promise<void>): Promise<void> {
    const { vault } = this;
    if (vault === undefined) return Promise.resolve();
    const mine = this.turn.then(() => action(vault)).catch(() => this.cannotKeep());
    this.turn = mine;
    return mine;
  }

  private cannotKeep(): void {
    this.isTrusted.set(false);
  }
}
