import type { Connection } from '../connection/connection.ts';

/** What calls need of the connection to the server. */
export type CallConnection = Pick<
  Connection,
  'state' | 'transport' | 'on' | 'onUp' | 'onDown' | 'onWake' | 'tell' | 'ask' | 'inquire' | 'probe'
>;
