/**
 * Every refusal that a client can meet, on REST and on sockets alike, and whether the same may succeed later unchanged.
 * What each of them means, and its HTTP status, stands in `errors.ts`.
 */
export const RETRYABLE = {
  validation_failed: false,
  bad_json: false,
  too_complex: false,
  unauthorized: false,
  token_expired: false,
  wrong_credentials: false,
  forbidden: false,
  cross_site: false,
  account_disabled: false,
  signup_closed: false,
  email_not_verified: false,
  not_found: false,
  push_off: false,
  method_not_allowed: false,
  conflict: false,
  push_failed: true,
  email_taken: false,
  booking_cancelled: false,
  not_available: false,
  link_expired: false,
  payload_too_large: false,
  unsupported_media_type: false,
  rate_limited: true,
  internal: true,
  unavailable: true,
  mail_off: false,
  not_identified: false,
  not_joined: false,
  unknown_event: false,
  busy_socket: true,
  callee_offline: true,
  in_another_call: true,
  no_such_call: false,
  answered_elsewhere: false,
} as const satisfies Record<string, boolean>;

export type ErrorCode = keyof typeof RETRYABLE;
