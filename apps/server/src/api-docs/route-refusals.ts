import { ERRORS, type ErrorCode, type Route, type RouteName } from '@jiggy-care/protocol';

const USUAL: Readonly<Record<number, readonly ErrorCode[]>> = {
  400: ['validation_failed'],
  401: ['unauthorized'],
  403: ['forbidden'],
  404: ['not_found'],
  409: ['conflict'],
  429: ['rate_limited'],
  503: ['unavailable'],
};

/** Where a route means something else by a status than most do, or has one that its access does not tell. */
const PECULIAR: Partial<Record<RouteName, readonly ErrorCode[]>> = {
  register: ['signup_closed', 'email_taken'],
  login: ['wrong_credentials', 'account_disabled'],
  refresh: ['unauthorized', 'cross_site'],
  changePassword: ['unauthorized', 'wrong_credentials'],
  createBooking: ['conflict', 'not_available'],
  changeBooking: ['conflict', 'booking_cancelled', 'not_available'],
  createConversation: ['not_available'],
  sendMessage: ['booking_cancelled', 'not_available'],
};

/**
 * What may be refused by a route, status by status in rising order: its own refusals from the protocol
 * and those that its access, its body and the server as a whole add.
 */
export function refusalsOf(name: RouteName, route: Route): Map<number, ErrorCode[]> {
  const peculiar = PECULIAR[name] ?? [];
  const ofStatus = (status: number): readonly ErrorCode[] => {
    const own = peculiar.filter((code) => ERRORS[code].status === status);
    return own.length > 0 ? own : (USUAL[status] ?? []);
  };
  const statuses = [...route.refusals, ...peculiar.map((code) => ERRORS[code].status)];
  const codes = new Set<ErrorCode>([...new Set(statuses)].flatMap(ofStatus));
  for (const code of generalCodes(name, route)) codes.add(code);

  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    if (!codes.has(code)) continue;
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].sort(([a], [b]) => a - b));
}

function generalCodes(name: RouteName, route: Route): ErrorCode[] {
  const codes: ErrorCode[] = ['internal', 'rate_limited'];
  if (route.access === 'person') {
    codes.push('unauthorized', 'token_expired');
    // A cookie may only change something for our own pages.
    if (route.method !== 'GET') codes.push('cross_site');
  }
  if (route.body !== undefined)
    codes.push('bad_json', 'too_complex', 'payload_too_large', 'unsupported_media_type');
  // A word in X-Client-Type that is none of ours.
  if (route.tag !== 'Operations') codes.push('validation_failed');
  if (name !== 'health') codes.push('unavailable');
  return codes;
}
