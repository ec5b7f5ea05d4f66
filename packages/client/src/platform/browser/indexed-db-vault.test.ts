import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import { indexedDbVault } from './indexed-db-vault.ts';

let indexedDB: IDBFactory;
const open = () => {
  const vault = indexedDbVault({ indexedDB, crypto: globalThis.crypto });
  if (vault === undefined) throw new Error('no vault');
  return vault;
};

beforeEach(() => {
  indexedDB = new IDBFactory();
});

/** Everything that lies in the database, as a thief would read it. */
async function rawRows(store: string): Promise<unknown[]> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open('jiggy-care');
    request.onsuccess = () => resolve(request.result);
  });
  return new Promise((resolve) => {
    const request = database.transaction(store).objectStore(store).getAll();
    request.onsuccess = () => resolve(request.result);
  });
}

test('what is written is read again, also by another window', async () => {
  await Promise.all([open().write('a/1', 'one'), open().write('a/2', 'zwei – 😀')]);
  const other = open();
  expect(await other.read('a/1')).toBe('one');
  expect(await other.read('a/2')).toBe('zwei – 😀');
  expect(await other.read('b')).toBeUndefined();
  expect((await other.list('a/')).sort()).toEqual(['a/1', 'a/2']);
});

test('bytes are kept like texts: sealed, under a name, and gone with the wipe', async () => {
  const vault = open();
  const photo = new TextEncoder().encode('my diagnosis, photographed');
  await vault.writeBytes?.('a/photo', photo);
  await vault.write('a/text', 'one');
  expect(await open().readBytes?.('a/photo')).toEqual(photo);
  expect(await vault.readBytes?.('nothing')).toBeUndefined();
  expect((await vault.list('a/')).sort()).toEqual(['a/photo', 'a/text']);
  for (const { data } of (await rawRows('texts')) as { data: ArrayBuffer }[])
    expect(new TextDecoder().decode(data)).not.toContain('diagnosis');
  await vault.remove('a/text');
  await vault.wipe();
  expect(await vault.readBytes?.('a/photo')).toBeUndefined();
});

test('no text lies there in the clear, and the key cannot be taken out', async () => {
  await open().write('letter', 'my diagnosis');
  const [sealed] = (await rawRows('texts')) as [{ data: ArrayBuffer }];
  expect(new TextDecoder().decode(sealed.data)).not.toContain('diagnosis');
  const [key] = (await rawRows('keys')) as [CryptoKey];
  expect(key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});

test('a wipe takes texts and key; a window that still holds the old key reads nothing and breaks nothing', async () => {
  const [first, second] = [open(), open()];
  await first.write('a', 'old');
  expect(await second.read('a')).toBe('old');
  await first.wipe();
  expect(await rawRows('texts')).toEqual([]);
  expect(await rawRows('keys')).toEqual([]);
  await first.write('b', 'new');
  expect(await first.read('b')).toBe('new');
  expect(await second.read('b')).toBeUndefined();
});

test('where a page has no crypto there is no vault', () => {
  expect(indexedDbVault({ indexedDB })).toBeUndefined();
});
