import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.ts';

/** Which servers may act as operators: those that show a key of `SERVER_KEYS`. */
@Injectable()
export class ServerKeys {
  private readonly digests: readonly Buffer[];

  constructor({ serverKeys }: Config) {
    this.digests = serverKeys.map(digestOf);
  }

  /** Without a key nobody may, and nothing is there to be found. */
  get areSet(): boolean {
    return this.digests.length > 0;
  }

  /**
   * The key by which the header names itself, under a name of its own that tells nothing of it; `undefined` for any other
   * header. What is wrong takes as long as what is right.
   */
  nameOf(authorization: string | undefined): string | undefined {
    const given = digestOf(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
    const matches = this.digests.map((digest) => timingSafeEqual(digest, given));
    const index = matches.indexOf(true);
    return index < 0 ? undefined : `key ${index + 1}`;
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
