import type * as ENDPOINTS from './endpoints.ts';
import type { Route } from './route.ts';
import { ACCOUNT_ROUTES } from './routes/accounts.ts';
import { BOOKING_ROUTES } from './routes/bookings.ts';
import { CALL_ROUTES } from './routes/calls.ts';
import { CHAT_ROUTES } from './routes/chat.ts';
import { OPERATION_ROUTES } from './routes/operations.ts';
import { OPERATOR_ROUTES } from './routes/operator.ts';
import { PUSH_ROUTES } from './routes/push.ts';

/** All that is served, by the chapters of the API page. */
export const ROUTES = {
  ...ACCOUNT_ROUTES,
  ...BOOKING_ROUTES,
  ...CHAT_ROUTES,
  ...CALL_ROUTES,
  ...PUSH_ROUTES,
  ...OPERATOR_ROUTES,
  ...OPERATION_ROUTES,
} as const satisfies Record<keyof typeof ENDPOINTS, Route>;

export type RouteName = keyof typeof ROUTES;
