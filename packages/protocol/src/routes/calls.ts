import { z } from 'zod';
import { CallLog, IceServers, IceServersQuery, ListCallsQuery, SeenCallsBody } from '../calls.ts';
import * as ENDPOINTS from '../endpoints.ts';
import { DeclineBody } from '../push.ts';
import type { Rows } from '../route.ts';
import { Uuid } from '../scalars.ts';

/** What calls need beside their events. */
export const CALL_ROUTES = {
  listIceServers: {
    ...ENDPOINTS.listIceServers,
    summary: 'STUN servers, and TURN credentials for a party of a call',
    tag: 'Calls',
    access: 'person',
    query: IceServersQuery,
    status: 200,
    reply: IceServers,
    refusals: [],
  },
  listCalls: {
    ...ENDPOINTS.listCalls,
    summary: 'The call log of the caller, newest first',
    tag: 'Calls',
    access: 'person',
    query: ListCallsQuery,
    status: 200,
    reply: CallLog,
    refusals: ['not_found'],
  },
  markCallsSeen: {
    ...ENDPOINTS.markCallsSeen,
    summary: 'Clear the badge of missed calls, of all or of one conversation',
    tag: 'Calls',
    access: 'person',
    body: SeenCallsBody,
    status: 204,
    refusals: ['not_found'],
  },
  declineCall: {
    ...ENDPOINTS.declineCall,
    summary: 'Decline a call from its notification, without opening the app',
    tag: 'Calls',
    access: 'anyone',
    params: z.object({ callId: Uuid }),
    body: DeclineBody,
    status: 204,
    refusals: ['not_found', 'no_such_call'],
  },
} as const satisfies Rows;
