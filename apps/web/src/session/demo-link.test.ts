import type { Account, ChatClient } from '@jiggy-care/client';
import { describe, expect, it, vi } from 'vitest';
import { enterDemo, findDemoRole, serverHasDemo } from './demo-link.ts';

function clientOf(email: string | undefined) {
  const steps: string[] = [];
  const session = {
    restore: async () => (email === undefined ? undefined : ({ email } as Account)),
    signOut: async () => void steps.push('out'),
    signIn: async (signIn: { email: string }) => void steps.push(`in as ${signIn.email}`),
  };
  return { steps, client: { session } as unknown as ChatClient };
}

describe('a demo link', () => {
  it('names one of the two people', () => {
    expect(findDemoRole('?demo=patient')).toBe('patient');
    expect(findDemoRole('?a=1&demo=consultant')).toBe('consultant');
    expect(findDemoRole('?demo=admin')).toBeUndefined();
    expect(findDemoRole('')).toBeUndefined();
  });

  const asked = ['asked ada@example.org'];
  it.each([
    ['nobody', undefined, true, ['in as patient@jiggy.demo']],
    ['the demo patient already', 'patient@jiggy.demo', true, []],
    ['someone else, who agrees', 'ada@example.org', true, [...asked, 'out', 'in as patient@jiggy.demo']],
    ['someone else, who does not', 'ada@example.org', false, asked],
  ])('where %s is signed in', async (_who, email, agrees, expected) => {
    const { client, steps } = clientOf(email);
    const mayReplace = async (current: Account) => {
      steps.push(`asked ${current.email}`);
      return agrees;
    };
    await enterDemo(client, 'patient', { hasDemo: async () => true, mayReplace });
    expect(steps).toEqual(expected);
  });

  it.each([undefined, 'ada@example.org', 'patient@jiggy.demo'])(
    'does nothing where the server has no demo people, whoever is signed in: %s',
    async (email) => {
      const { client, steps } = clientOf(email);
      await enterDemo(client, 'patient', { hasDemo: async () => false, mayReplace: async () => true });
      expect(steps).toEqual([]);
    },
  );

  it.each([
    [{ status: 'ok', demo: true }, true],
    [{ status: 'ok', demo: false }, false],
    [{ status: 'ok' }, false],
    ['demo', false],
    [null, false],
  ])('is followed only where the server says so: %j', async (health, expected) => {
    vi.stubGlobal('fetch', async () => Response.json(health));
    expect(await serverHasDemo()).toBe(expected);
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('offline')));
    expect(await serverHasDemo()).toBe(false);
    vi.unstubAllGlobals();
  });
});
