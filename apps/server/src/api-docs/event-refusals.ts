import type { ClientEventName, ErrorCode } from '@jiggy-care/protocol';

/** May befall every event of a client; `unknown_event` answers all other names. */
export const GENERAL_REFUSALS: readonly ErrorCode[] = [
  'validation_failed',
  'too_complex',
  'unauthorized',
  'rate_limited',
  'busy_socket',
  'internal',
  'unavailable',
];

/** What may befall one event beyond {@link GENERAL_REFUSALS} (contract, sections 4 and 5). */
export const EVENT_REFUSALS: Readonly<Record<ClientEventName, readonly ErrorCode[]>> = {
  join_conversation: ['forbidden', 'not_found', 'conflict', 'not_available'],
  leave_conversation: ['not_identified'],
  send_message: ['not_identified', 'not_joined', 'forbidden', 'booking_cancelled', 'not_available'],
  typing_start: ['not_identified', 'not_joined', 'forbidden'],
  typing_stop: ['not_identified', 'not_joined', 'forbidden'],
  mark_read: ['not_identified', 'not_joined'],
  'call:initiate': [
    'not_identified',
    'not_joined',
    'not_found',
    'booking_cancelled',
    'not_available',
    'callee_offline',
    'in_another_call',
  ],
  'call:accept': ['not_identified', 'no_such_call', 'answered_elsewhere'],
  'call:reject': ['not_identified', 'no_such_call', 'answered_elsewhere'],
  'call:end': ['not_identified'],
  'call:away': ['not_identified'],
  'call:media': ['not_identified', 'no_such_call', 'answered_elsewhere'],
  'webrtc:offer': ['not_identified', 'no_such_call', 'answered_elsewhere'],
  'webrtc:answer': ['not_identified', 'no_such_call', 'answered_elsewhere'],
  'webrtc:ice-candidate': ['not_identified', 'no_such_call', 'answered_elsewhere'],
  'auth:renew': [],
};
