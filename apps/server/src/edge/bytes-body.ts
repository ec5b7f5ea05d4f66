import { Transform, type TransformCallback } from 'node:stream';
import { API_BASE, type BytesInput, type Route, type TakesBytes } from '@jiggy-care/protocol';
import type { Request, RequestHandler } from 'express';
import { DomainError } from '../errors/domain-error.ts';
import { keepPace } from './sender-pace.ts';

/** What an HTML form can send: by these, a foreign page would post with a person's cookie. */
const FORM_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];
const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]*\/[a-z0-9][a-z0-9.+-]*$/;

interface Body {
  readonly type: string;
  readonly length: number | undefined;
}

const onTheLine = new WeakMap<object, Body>();

/** Whether the request brings bytes for a route that takes them; nobody but its handler reads them. */
export function isOnTheLine(request: object): boolean {
  return onTheLine.has(request);
}

/**
 * Leaves bodies of bytes on the line for the routes that take them, and refuses those of another type, too large, or
 * compressed. A door opens to the path of its row letter by letter, with plain ids in it: whatever else may lead to the
 * same handler (another case, a slash more, `%66` for `f`) has JSON or nothing.
 *
 * @source protocol P1.13, P12.20
 * @throws Error for a table in which the path of a door may lead to another route as well
 */
export function bytesBody(routes: readonly Route[]): RequestHandler {
  const doors = routes.flatMap((route) => doorOf(route, routes));
  return (request, response, next) => {
    const door = doors.find(({ method, path }) => method === request.method && path.test(request.path));
    if (door === undefined) return next();
    const type = essenceOf(request.headers['content-type']);
    const length = lengthOf(request);
    const refusal = refusalOf(request, { type, length }, door.takesBytes);
    if (refusal !== undefined) return next(refusal);
    onTheLine.set(request, { type, length });
    keepPace(request, response);
    response.once('close', () => readOff(request));
    next();
  };
}

/**
 * The body for its handler, which sees the first bytes while the last are not sent yet.
 *
 * @throws DomainError `unsupported_media_type` where there is none on the line
 */
export function takeBytes(request: Request, takesBytes: TakesBytes): BytesInput {
  const body = onTheLine.get(request);
  if (body === undefined) throw wrongType(takesBytes);
  // Not the request itself: whoever stops reading that hangs up, and cannot refuse any more.
  const stream = new Bounded(takesBytes.maxBytes);
  // It may fail before its handler has begun to read, and says so then.
  stream.on('error', () => {});
  request.once('close', () => {
    if (!stream.writableEnded)
      stream.destroy(new DomainError('validation_failed', 'The body ended too early'));
  });
  return { ...body, stream: request.pipe(stream) };
}

/** @throws Error for a row that a foreign page could post to, or that cannot be held to */
export function requireSafeBytes({ method, path, takesBytes, givesBytes }: Route): void {
  // The SDK takes it for the page of a network in between that wants people to sign in.
  if (givesBytes?.types.includes('text/html'))
    throw new Error(`cannot give bytes at ${method} ${path}: none of ours are text/html`);
  if (takesBytes === undefined) return;
  const { types, maxBytes } = takesBytes;
  const fault = (why: string) => new Error(`cannot take bytes at ${method} ${path}: ${why}`);
  if (method === 'GET') throw fault('such a request has no body');
  if (types.length === 0 || !types.every((type) => MEDIA_TYPE.test(type)))
    throw fault('its types must be media types in lower case, without parameters');
  const formType = types.find((type) => FORM_TYPES.includes(type));
  if (formType !== undefined) throw fault(`an HTML form of a foreign page can send ${formType}`);
  if (!Number.isSafeInteger(maxBytes) || maxBytes <= 0) throw fault('it has no limit');
}

class Bounded extends Transform {
  constructor(private left: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.left -= chunk.length;
    if (this.left < 0) done(tooLarge());
    else done(null, chunk);
  }
}

interface Door {
  readonly method: string;
  readonly path: RegExp;
  readonly takesBytes: TakesBytes;
}

function doorOf(route: Route, routes: readonly Route[]): Door[] {
  const { method, path, takesBytes } = route;
  if (takesBytes === undefined) return [];
  requireSafeBytes(route);
  const other = routes.find((one) => one !== route && one.method === method && canBothMatch(one.path, path));
  if (other !== undefined)
    throw new Error(`cannot take bytes at ${method} ${path}: ${other.path} may be meant as well`);
  const parts = path
    .split('/')
    .map((part) => (part.startsWith(':') ? '[\\w-]+' : part.replaceAll('.', '\\.')));
  return [{ method, path: new RegExp(`^${API_BASE}${parts.join('/')}$`), takesBytes }];
}

function canBothMatch(one: string, other: string): boolean {
  const parts = one.toLowerCase().split('/');
  const others = other.toLowerCase().split('/');
  const canMatch = (part: string, index: number) =>
    part === others[index] || part.startsWith(':') || others[index]?.startsWith(':');
  return parts.length === others.length && parts.every(canMatch);
}

/** `audio/webm` of `Audio/WebM; codecs=opus`. */
function essenceOf(contentType: string | undefined): string {
  return (contentType ?? '').replace(/;.*$/, '').trim().toLowerCase();
}

function lengthOf({ headers }: Request): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  return Number(headers['content-length'] ?? 0);
}

function refusalOf(
  { headers }: Request,
  { type, length = 0 }: Body,
  takesBytes: TakesBytes,
): DomainError | undefined {
  const encodings = [headers['content-encoding'] ?? 'identity', headers['transfer-encoding'] ?? 'chunked'];
  const isPlain = encodings.join().toLowerCase() === 'identity,chunked';
  if (!isPlain || !takesBytes.types.includes(type)) return wrongType(takesBytes);
  return length > takesBytes.maxBytes ? tooLarge() : undefined;
}

function wrongType({ types }: TakesBytes): DomainError {
  const last = types.length > 1 ? ` or ${types.at(-1)}` : '';
  const list = types.slice(0, Math.max(1, types.length - 1)).join(', ') + last;
  return new DomainError('unsupported_media_type', `Send Content-Type: ${list}, not compressed`);
}

function tooLarge(): DomainError {
  return new DomainError('payload_too_large', 'The body is too large');
}

/** After the answer, so that the next request on this connection is not looked for in what is left of the body. */
function readOff(request: Request): void {
  request.unpipe();
  request.resume();
}
