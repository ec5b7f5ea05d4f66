/**
 * What a call would find on its way out.
 *
 * - `server`: whether the live connection to the server stands, and how long an answer takes
 * - `direct`: whether this device learns its own address from outside (STUN); `none`: no such server is set up
 * - `relay`: whether a relay (TURN) passes data; `none`: none is set up, and calls between strict networks will fail;
 *   `withheld`: there is one, and it can be tried by who has a booking
 * - `isSupported`: `false` where this device cannot hold calls at all; then no way was tried
 */
export interface ConnectionCheck {
  readonly server: { readonly works: boolean; readonly roundTripMs?: number };
  readonly direct: 'works' | 'fails' | 'none';
  readonly isSupported?: false;
  readonly relay: { readonly works: 'works' | 'fails' | 'none' | 'withheld'; readonly roundTripMs?: number };
}
