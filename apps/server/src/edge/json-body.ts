import { LIMITS } from '@jiggy-care/protocol';
import express, { type RequestHandler } from 'express';
import { DomainError } from '../errors/domain-error.ts';
import { isTooComplexJson } from './payload-guard.ts';

/**
 * Reads JSON bodies and nothing else: an HTML form is how a foreign page would post with a person's cookie,
 * so any other kind of body is refused before a handler runs.
 */
export function jsonBody(): RequestHandler[] {
  const onlyJson: RequestHandler = (request, _response, next) => {
    const hasBody =
      request.headers['transfer-encoding'] !== undefined ||
      Number(request.headers['content-length'] ?? 0) > 0;
    if (hasBody && !isJson(request.headers['content-type'])) {
      next(
        new DomainError(
          'unsupported_media_type',
          'Only JSON bodies are read: send Content-Type: application/json',
        ),
      );
    } else next();
  };
  const parser = express.json({
    limit: LIMITS.frameBytes,
    inflate: false,
    strict: false,
    type: (request) => isJson(request.headers['content-type']),
    verify: (_request, _response, bytes) => {
      if (isTooComplexJson(bytes))
        throw new DomainError('too_complex', 'The body is nested too deeply or has too many values');
    },
  });
  return [onlyJson, parser];
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType ?? '');
}
