import type { Account, ChatClient } from '@jiggy-care/client';
import { describe, expect, it } from 'vitest';
import { enterDemo, findDemoRole } from './demo-link.ts';

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

  it.each([
    ['nobody', undefined, ['in as patient@jiggy.demo']],
    ['the demo patient already', 'patient@jiggy.demo', []],
    ['someone else', 'ada@example.org', ['out', 'in as patient@jiggy.demo']],
  ])('where %s is signed in', async (_who, email, expected) => {
    const { client, steps } = clientOf(email);
    await enterDemo(client, 'patient');
    expect(steps).toEqual(expected);
  });
});
