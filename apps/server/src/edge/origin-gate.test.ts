import { API_BASE } from '@jiggy-care/protocol';
import type { Request, Response } from 'express';
import { expect, test, vi } from 'vitest';
import { noteRefusedOrigin } from './origin-gate.ts';
import type { OriginPolicy } from './origin-policy.ts';

function notedFor(originalUrl: string, origin: string | undefined): string[] {
  const noted: string[] = [];
  const policy = {
    isListed: (one: string) => one === 'https://listed.example',
    isOwn: () => false,
    noteRefused: (one: string) => void noted.push(one),
  } as unknown as OriginPolicy;
  const next = vi.fn();
  noteRefusedOrigin(policy)({ originalUrl, headers: { origin } } as Request, {} as Response, next);
  expect(next).toHaveBeenCalledOnce();
  return noted;
}

test('an origin that is not listed is noted, so that the operator learns of it', () => {
  expect(notedFor(`${API_BASE}/health`, 'https://other.example')).toEqual(['https://other.example']);
  expect(notedFor(`${API_BASE}/health`, 'https://listed.example')).toEqual([]);
  expect(notedFor(`${API_BASE}/health`, undefined)).toEqual([]);
});

test('it is not noted where no page may ever read the answer, however it is listed', () => {
  expect(notedFor(`${API_BASE}/admin/people`, 'https://other.example')).toEqual([]);
  expect(notedFor(`${API_BASE}/ADMIN/people`, 'https://other.example')).toEqual([]);
});
