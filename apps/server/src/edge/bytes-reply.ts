import { Readable } from 'node:stream';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { concatMap, type Observable } from 'rxjs';
import { DomainError } from '../errors/domain-error.ts';
import { describeError } from '../operations/describe-error.ts';
import { Log } from '../operations/log.ts';
import { requestId } from './request-id.ts';
import { servedRoute } from './served-route.ts';

/** What the handler of a route with `givesBytes` returns. */
export interface OutgoingBytes {
  /** Destroyed when the reader has left. */
  readonly stream: Readable;
  /** One of the row's types. */
  readonly type: string;
  /** Of the whole stream; one that has more or less counts as broken. `undefined` where it shows at the end. */
  readonly length: number | undefined;
  /** Under which it is kept, as whoever sent it has called it. */
  readonly name: string;
}

/**
 * Answers with bytes as a file to be kept: nothing of it is shown, run, guessed at or cached. What fails before the
 * first byte is refused as anywhere. What fails later cuts the connection, so that no half is taken for the whole.
 *
 * @source protocol P1.13
 */
@Injectable()
export class BytesReply implements NestInterceptor {
  constructor(private readonly log: Log) {}

  intercept(context: ExecutionContext, next: CallHandler<OutgoingBytes>): Observable<StreamableFile> {
    const types = servedRoute(context)?.givesBytes?.types ?? [];
    const http = context.switchToHttp();
    return next
      .handle()
      .pipe(
        concatMap((outgoing) =>
          this.answer(outgoing, types, http.getRequest<Request>(), http.getResponse<Response>()),
        ),
      );
  }

  private async answer(
    { stream, type, length, name }: OutgoingBytes,
    types: readonly string[],
    request: Request,
    response: Response,
  ): Promise<StreamableFile> {
    const leave = () => stream.destroy(new DomainError('validation_failed', 'Nobody waits for the answer'));
    response.once('close', leave);
    if (response.destroyed) leave();
    if (!types.includes(type)) {
      stream.destroy();
      throw new Error(`cannot give bytes: the row of the route has no ${type}`);
    }
    const whole = await begun(length === undefined ? piecesOf(stream) : exactly(stream, length));
    // Guesses a type by the name, so it comes before ours.
    response.attachment(safeName(name));
    response.setHeader('Content-Type', type);
    response.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
    response.setHeader('Cache-Control', 'private, no-store');
    return new StreamableFile(whole, { type, ...(length === undefined ? {} : { length }) }).setErrorHandler(
      (error) => {
        if (response.destroyed) return;
        this.log.error({ requestId: requestId(request), error: describeError(error) }, 'request failed');
        response.destroy();
      },
    );
  }
}

/** Fails before the connection would be out of step with the length that was told. */
async function* exactly(stream: Readable, length: number): AsyncGenerator<Uint8Array> {
  let left = length;
  for await (const chunk of stream) {
    left -= chunk.length;
    if (left < 0) break;
    yield chunk;
  }
  if (left !== 0) throw new Error('cannot give bytes: the length that was told is not theirs');
}

async function* piecesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  yield* stream;
}

/** Once the first of them is there. */
async function begun(bytes: AsyncGenerator<Uint8Array>): Promise<Readable> {
  const first = await bytes.next();
  async function* all() {
    if (first.done !== true) yield first.value;
    yield* bytes;
  }
  return Readable.from(all(), { objectMode: false });
}

/** Without what would turn its letters around, as in a name that only seems to end in `.jpg`. */
function safeName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu, '') || 'file';
}
