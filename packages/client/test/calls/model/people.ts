import { ADA, BEN, CONVERSATION } from '../../../../../apps/server/src/calls/rules/testing/call-fixtures.ts';
import type { Account, ConversationRecord } from '../../../src/wire.ts';

/** Ada is a patient, Ben a consultant; in most stories Ada calls. */
export const NAMES = ['ada', 'ben'] as const;
export type Name = (typeof NAMES)[number];

export const ACCOUNTS: Readonly<Record<Name, Account>> = {
  ada: { id: ADA, email: 'ada@example.org', name: 'Ada', role: 'patient' },
  ben: { id: BEN, email: 'ben@example.org', name: 'Ben', role: 'consultant' },
};

export const RECORD: ConversationRecord = {
  id: CONVERSATION,
  patientId: ADA,
  consultantId: BEN,
  bookingId: '00000000-0000-4000-8000-0000000000b0',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

export const otherThan = (name: Name): Name => (name === 'ada' ? 'ben' : 'ada');
export const nameOf = (userId: string): Name => (userId === ADA ? 'ada' : 'ben');
