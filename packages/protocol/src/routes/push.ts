import { z } from 'zod';
import * as ENDPOINTS from '../endpoints.ts';
import { PushKey, ReachableDevice, ReceiptBody, SubscribeBody } from '../push.ts';
import type { Rows } from '../route.ts';
import { Uuid } from '../scalars.ts';

/** Devices that are reached while the app is closed. */
export const PUSH_ROUTES = {
  getPushKey: {
    ...ENDPOINTS.getPushKey,
    summary: 'The key with which a browser asks its push service for a subscription',
    tag: 'Push',
    access: 'person',
    status: 200,
    reply: PushKey,
    refusals: ['push_off'],
  },
  subscribe: {
    ...ENDPOINTS.subscribe,
    summary: 'Reach this device while the app is closed',
    tag: 'Push',
    access: 'person',
    body: SubscribeBody,
    status: 201,
    reply: ReachableDevice,
    refusals: ['push_off'],
  },
  listReachableDevices: {
    ...ENDPOINTS.listReachableDevices,
    summary: 'Which devices of the caller are reached while the app is closed, the newest first',
    tag: 'Push',
    access: 'person',
    status: 200,
    reply: z.array(ReachableDevice),
    refusals: [],
  },
  unsubscribe: {
    ...ENDPOINTS.unsubscribe,
    summary: 'Reach a device no more',
    tag: 'Push',
    access: 'person',
    params: z.object({ subscriptionId: Uuid }),
    status: 204,
    refusals: ['not_found'],
  },
  testPush: {
    ...ENDPOINTS.testPush,
    summary: 'Try whether this device is reached',
    tag: 'Push',
    access: 'person',
    status: 204,
    rate: 'pushTest',
    refusals: ['push_off', 'not_found', 'push_failed'],
  },
  confirmPush: {
    ...ENDPOINTS.confirmPush,
    summary: 'Confirm that a notification was shown',
    tag: 'Push',
    access: 'anyone',
    body: ReceiptBody,
    status: 204,
    refusals: ['not_found'],
  },
} as const satisfies Rows;
