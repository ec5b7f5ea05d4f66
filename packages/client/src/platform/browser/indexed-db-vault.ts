import type { Vault } from '../platform.ts';

const DATABASE = 'jiggy-care';
const TEXTS = 'texts';
const KEYS = 'keys';
const KEY = 'aes';

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

interface Surroundings {
  readonly indexedDB: IDBFactory;
  readonly crypto: Pick<Crypto, 'subtle' | 'getRandomValues'>;
}

/**
 * Texts and bytes in IndexedDB, each sealed with AES-GCM under a key that was made here and that no script can export: what a
 * script copies out of the database cannot be read elsewhere, and a wipe takes the key with it. It is no protection
 * against whoever has the files of the profile, since browsers keep the key beside the data in the clear; the disk's
 * own encryption is. The name of each is sealed into it, so that one cannot pass for another.
 *
 * @returns undefined where the browser lacks either part, as on a page without HTTPS
 */
export function indexedDbVault(
  { indexedDB, crypto }: Partial<Surroundings> = globalThis as Partial<Surroundings>,
): Vault | undefined {
  if (indexedDB === undefined || crypto?.subtle === undefined) return undefined;
  return new IndexedDbVault({ indexedDB, crypto });
}

class IndexedDbVault implements Vault {
  private opening: Promise<IDBDatabase> | undefined;
  private key: Promise<CryptoKey> | undefined;

  constructor(private readonly surroundings: Surroundings) {}

  async read(name: string): Promise<string | undefined> {
    const bytes = await this.readBytes(name);
    return bytes && new TextDecoder().decode(bytes);
  }

  write(name: string, text: string): Promise<void> {
    return this.writeBytes(name, new TextEncoder().encode(text));
  }

  async readBytes(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const sealed = await this.within<Sealed | undefined>(TEXTS, 'readonly', (store) => store.get(name));
    if (sealed === undefined) return undefined;
    try {
      const { subtle } = this.surroundings.crypto;
      return new Uint8Array(
        await subtle.decrypt(this.cipher(name, sealed.iv), await this.getKey(), sealed.data),
      );
    } catch {
      // Sealed under a key that is gone: as good as absent.
      return undefined;
    }
  }

  async writeBytes(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const { subtle } = this.surroundings.crypto;
    const iv = this.surroundings.crypto.getRandomValues(new Uint8Array(12));
    const data = await subtle.encrypt(this.cipher(name, iv), await this.getKey(), bytes);
    await this.within(TEXTS, 'readwrite', (store) => store.put({ iv, data } satisfies Sealed, name));
  }

  async remove(name: string): Promise<void> {
    await this.within(TEXTS, 'readwrite', (store) => store.delete(name));
  }

  async list(prefix: string): Promise<string[]> {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const names = await this.within(TEXTS, 'readonly', (store) => store.getAllKeys(range));
    return names.map(String);
  }

  async wipe(): Promise<void> {
    this.key = undefined;
    for (const store of [TEXTS, KEYS]) await this.within(store, 'readwrite', (entries) => entries.clear());
  }

  private cipher(name: string, iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) };
  }

  private getKey(): Promise<CryptoKey> {
    this.key ??= this.findOrMakeKey().catch((thrown: unknown) => {
      this.key = undefined;
      throw thrown;
    });
    return this.key;
  }

  private async findOrMakeKey(): Promise<CryptoKey> {
    const made = await this.surroundings.crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    // Of two windows that make one at the same moment, the first to store it decides for both.
    return this.within<CryptoKey>(KEYS, 'readwrite', (store) => {
      const found = store.get(KEY);
      found.onsuccess = () => {
        if (found.result === undefined) store.put(made, KEY);
      };
      return found;
    }).then((found) => found ?? made);
  }

  /** Resolves once the transaction is complete, so that what was written is there. */
  private async within<T>(
    name: string,
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode);
      const request = act(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  private open(): Promise<IDBDatabase> {
    this.opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = this.surroundings.indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(TEXTS);
        request.result.createObjectStore(KEYS);
      };
      request.onsuccess = () => {
        // Another window may want to delete or upgrade it.
        request.result.onversionchange = () => {
          request.result.close();
          this.opening = undefined;
        };
        // The browser may close it by itself, as when the person clears the site's data.
        request.result.onclose = () => {
          this.opening = undefined;
        };
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    }).catch((thrown: unknown) => {
      this.opening = undefined;
      throw thrown;
    });
    return this.opening;
  }
}
