import type { z } from 'zod';
import type * as ENDPOINTS from './endpoints.ts';
import type { ErrorCode } from './error-codes.ts';
import type { Rate } from './rates.ts';

/** A body of bytes in the place of JSON, such as a file: never held as a whole, and read by the handler while it arrives. */
export interface TakesBytes {
  /** Media types in lower case, without parameters; none that an HTML form can send. */
  readonly types: readonly string[];
  readonly maxBytes: number;
}

/** A reply of bytes in the place of JSON, which browsers keep as a file and never show as a page. */
export interface GivesBytes {
  readonly types: readonly string[];
}

type Sent =
  | { readonly body?: z.ZodType; readonly takesBytes?: never }
  | { readonly body?: never; readonly takesBytes: TakesBytes };

type Given =
  | { readonly reply?: z.ZodType; readonly givesBytes?: never }
  | { readonly reply?: never; readonly givesBytes: GivesBytes };

export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `API_BASE`, parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly tag: 'Accounts' | 'Bookings' | 'Chat' | 'Calls' | 'Push' | 'Operator' | 'Operations';
  /** Whether a signed-in person is needed, or a server with a key. */
  readonly access: 'person' | 'operator' | 'anyone';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly status: 200 | 201 | 202 | 204;
  /** The limit that a good request counts towards, beside that of all requests; absent too where it counts by address. */
  readonly rate?: Rate;
  /** Refusals beyond those that come of its access, its body and its tag, see `refusalsOfRoute`. */
  readonly refusals: readonly ErrorCode[];
} & Sent &
  Given;

/** Some of the routes, by their names. */
export type Rows = Partial<Record<keyof typeof ENDPOINTS, Route>>;

type PartOf<R extends Route, P extends 'params' | 'query' | 'body'> = R[P] extends z.ZodType
  ? z.output<R[P]>
  : undefined;

/** A body of bytes as its handler receives it. */
export interface BytesInput {
  /** One of the row's types. */
  readonly type: string;
  /** As the sender declares it; `undefined` where it is sent in pieces. */
  readonly length: number | undefined;
  /** To be read once. It fails where more comes than `maxBytes`, and where the sender breaks off. */
  readonly stream: AsyncIterable<Uint8Array>;
}

/** The checked input of a route as its handler receives it. */
export interface RouteInput<R extends Route> {
  readonly params: PartOf<R, 'params'>;
  readonly query: PartOf<R, 'query'>;
  readonly body: PartOf<R, 'body'>;
  readonly bytes: R['takesBytes'] extends TakesBytes ? BytesInput : undefined;
}

/** What a route answers with its success status, where that is JSON. */
export type RouteReply<R extends Route> = R['reply'] extends z.ZodType ? z.output<R['reply']> : undefined;
