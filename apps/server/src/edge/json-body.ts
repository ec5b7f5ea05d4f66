import { LIMITS } from '@jiggy-care/protocol';
import express, { type RequestHandler } from 'express';
import { DomainError } from '../errors/domain-error.ts';
import { isOnTheLine } from './bytes-body.ts';
import { isTooComplexJson } from './payload-guard.ts';

/**
 * Reads JSON bodies and nothing else: an HTML form is how a foreign page would post with a person's cookie,
 * so any other kind of body is refused before a handler runs, unless {@link bytesBody} has let it in.
 */
export function jsonBody(): RequestHandler[] {
  const onlyJson: RequestHandler = (request, _response, next) => {
    if (isOnTheLine(request)) return next();
    const hasBody =
      request.headers['transfer-encoding'] !== undefined ||
      Number(request.headers['content-length'] ?? 0) > 0;
    if (hasBody && !isJson(request.headers['content-type'])) {
      next(
        new DomainError(
          'unsupported_media_type',
          'Only JSON bodies in UTF-8 are read: send Content-Type: application/json',
        ),
      );
    } else next();
  };
  const bytes = express.raw({
    limit: LIMITS.frameBytes,
    inflate: false,
    type: (request) => !isOnTheLine(request),
  });
  const json: RequestHandler = (request, _response, next) => {
    if (!Buffer.isBuffer(request.body)) return next();
    try {
      request.body = request.body.length === 0 ? undefined : parseJson(request.body);
    } catch (refusal) {
      return next(refusal);
    }
    next();
  };
  return [onlyJson, bytes, json];
}

/**
 * Looks at the bytes before it parses them. Not in the `verify` of Express's own JSON parser: what is thrown
 * there gets a `status` put on it, which a {@link DomainError} does not allow, and that ended the process.
 */
function parseJson(bytes: Buffer): unknown {
  if (isTooComplexJson(bytes)) {
    throw new DomainError('too_complex', 'The body is nested too deeply or has too many values');
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new DomainError('bad_json', 'The body is not valid JSON'); // without the cause: it repeats the input
  }
}

/** JSON is UTF-8 (RFC 8259). In another encoding, brackets could hide from whoever counts them in the bytes. */
function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset="?utf-?8"?\s*)?;?\s*$/i.test(contentType ?? '');
}
