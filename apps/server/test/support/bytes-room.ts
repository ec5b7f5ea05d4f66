import { Readable } from 'node:stream';
import { ROUTES, type Route, type RouteInput } from '@jiggy-care/protocol';
import { Controller, Module } from '@nestjs/common';
import { z } from 'zod';
import { AppModule } from '../../src/app.module.ts';
import type { Served } from '../../src/bootstrap.ts';
import type { OutgoingBytes } from '../../src/edge/bytes-reply.ts';
import { Input, Serves } from '../../src/edge/route.ts';
import { DomainError } from '../../src/errors/domain-error.ts';
import type { Ground } from '../../src/platform/platform.module.ts';

export const MAX_BYTES = 2 * 1024 * 1024;
const TYPES = ['image/png', 'audio/webm'];
const row = { summary: 'Of a test', tag: 'Chat', access: 'person', refusals: [] } as const;

/** Routes that are in no table but that of a test. */
export const BYTES_ROUTES = {
  count: {
    ...row,
    method: 'POST',
    path: '/test-bytes/:box/count',
    params: z.object({ box: z.string() }),
    takesBytes: { types: TYPES, maxBytes: MAX_BYTES },
    status: 201,
    reply: z.object({ box: z.string(), type: z.string(), length: z.int().optional(), bytes: z.int() }),
    rate: 'message',
  },
  echo: {
    ...row,
    method: 'POST',
    path: '/test-bytes/echo',
    takesBytes: { types: TYPES, maxBytes: MAX_BYTES },
    status: 200,
    givesBytes: { types: TYPES },
  },
  refuse: {
    ...row,
    method: 'POST',
    path: '/test-bytes/refuse',
    takesBytes: { types: TYPES, maxBytes: MAX_BYTES },
    status: 204,
    refusals: ['conflict'],
  },
  give: {
    ...row,
    method: 'GET',
    path: '/test-bytes/give',
    status: 200,
    givesBytes: { types: TYPES },
    refusals: ['not_found'],
  },
} as const satisfies Record<string, Route>;

/** What `give` gives. */
export const gift: { make: () => OutgoingBytes } = { make: () => abc('abc.png') };
export function abc(name: string): OutgoingBytes {
  return { stream: Readable.from([Buffer.from('abc')]), type: 'image/png', length: 3, name };
}

/** How many handlers have begun. */
export const begun = { count: 0 };

@Controller()
class BytesController {
  @Serves(BYTES_ROUTES.count)
  async count(@Input() { params, bytes }: RouteInput<typeof BYTES_ROUTES.count>): Promise<object> {
    begun.count += 1;
    let count = 0;
    for await (const chunk of bytes.stream) count += chunk.length;
    return { box: params.box, type: bytes.type, length: bytes.length, bytes: count };
  }

  @Serves(BYTES_ROUTES.echo)
  echo(
    @Input() { bytes: { stream, type, length = 0 } }: RouteInput<typeof BYTES_ROUTES.echo>,
  ): OutgoingBytes {
    begun.count += 1;
    return { stream: Readable.from(stream), type, length, name: 'echo.png' };
  }

  /** Looks at the beginning and has seen enough. */
  @Serves(BYTES_ROUTES.refuse)
  async refuse(@Input() { bytes }: RouteInput<typeof BYTES_ROUTES.refuse>): Promise<void> {
    for await (const _ of bytes.stream) throw new DomainError('conflict', 'This is not a picture');
  }

  @Serves(BYTES_ROUTES.give)
  give(): OutgoingBytes {
    return gift.make();
  }
}

@Module({ controllers: [BytesController] })
class BytesRoom {}

/** Our house with one room more. */
export function withBytesRoom(ground: Ground): Served {
  return {
    module: { module: BytesRoom, imports: [AppModule.on(ground)] },
    routes: [...Object.values(ROUTES), ...Object.values(BYTES_ROUTES)],
  };
}
