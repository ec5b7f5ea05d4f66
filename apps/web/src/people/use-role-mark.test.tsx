// @vitest-environment jsdom
import type { ChatClient } from '@jiggy-care/client';
import { ChatProvider } from '@jiggy-care/client/react';
import { act, type ReactNode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { language } from '../i18n/language.ts';
import { roleWords } from '../i18n/role-words.ts';
import { NameIn } from './name-in.tsx';
import { PersonName } from './person-name.tsx';
import { useNameText } from './use-role-mark.ts';

let root: Root;
let page: HTMLElement;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  page = document.createElement('div');
  root = createRoot(page);
  language.set('en');
});
afterEach(async () => {
  await act(async () => root.unmount());
  language.set('en');
  vi.unstubAllGlobals();
});

/** What somebody of this role reads. */
async function read(role: 'patient' | 'consultant', children: ReactNode): Promise<string | null> {
  const session = { status: 'signed-in', user: { id: 'me', role, name: 'Dr. Noor Vance', email: '' } };
  const client = {
    session: { state: { get: () => session, subscribe: () => () => {} } },
    connect: () => {},
    disconnect: () => {},
  } as unknown as ChatClient;
  await act(async () => root.render(<ChatProvider client={client}>{children}</ChatProvider>));
  return page.textContent;
}

function Title({ name }: { readonly name: string }) {
  return <>{`${useNameText()(name)} is calling`}</>;
}

it.each([
  ['en', `Dr. Ada Bello (${roleWords.en.patient})`],
  ['de', `Dr. Ada Bello (${roleWords.de.patient})`],
] as const)(
  'a patient who claims a title is named as a patient in every text (%s)',
  async (tongue, named) => {
    language.set(tongue);
    const name = 'Dr. Ada Bello';
    expect(await read('consultant', <Title name={name} />)).toBe(`${named} is calling`);
    expect(await read('consultant', <NameIn text={(who) => `${who} is typing, ${who}!`} name={name} />)).toBe(
      `${named} is typing, ${named}!`,
    );
    expect(await read('consultant', <NameIn name={name} />)).toBe(named);
    expect(await read('consultant', <PersonName name={name} />)).toContain(roleWords[tongue].patient);
  },
);

it('in a sentence the name keeps to its own direction, and the role stands outside of it', async () => {
  await read('consultant', <NameIn text={(who) => `${who} is typing`} name="Dr. سمير" />);
  expect(page.querySelector('bdi')?.textContent).toBe('Dr. سمير');
});

it.each([
  ['consultant', 'Ada Bello'],
  ['patient', 'Dr. Ada Bello'],
  ['patient', 'Ada Bello'],
] as const)('a %s reads the name of %s as it is', async (role, name) => {
  expect(await read(role, <Title name={name} />)).toBe(`${name} is calling`);
  expect(await read(role, <NameIn text={(who) => `${who} is typing`} name={name} />)).toBe(
    `${name} is typing`,
  );
  expect(await read(role, <PersonName name={name} />)).toBe(name);
});

it('nobody is told what they are themselves', async () => {
  const welcome = <NameIn text={(who) => `Welcome, ${who}`} name="Dr. Noor Vance" isOwn />;
  expect(await read('consultant', welcome)).toBe('Welcome, Dr. Noor Vance');
});
