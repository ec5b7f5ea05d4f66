/** Ids and numbers: what a job is about is read when it is done, since it may have changed. */
export type JobPayload = Readonly<Record<string, string | number | boolean | null>>;

/** What is to be done later, or by whoever comes first. */
export interface NewJob {
  readonly kind: string;
  readonly payload: JobPayload;
  /** Not before, in milliseconds since 1970; at once without it. */
  readonly runAt?: number;
  /** From when on nobody wants it any more. */
  readonly expiresAt?: number;
  /** Of two that wait with one key, the second takes the place of the first, or, with `first: 'stays'`, is none. */
  readonly key?: string;
  readonly first?: 'stays' | 'goes';
}

/** One that this node does now. */
export interface Job {
  /** The same at each try. */
  readonly id: string;
  readonly payload: JobPayload;
  /** How often it was tried in vain before. */
  readonly failures: number;
  /** Milliseconds since 1970. */
  readonly queuedAt: number;
  /** Aborted when the server stops, or when another node may take the job. */
  readonly signal: AbortSignal;
}

/** What a worker throws when something refused the job: it is tried again, unless that is of no use. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused';
  /**
   * @param fault     a word of ours that may be logged: no address, no text
   * @param again     `never`, or not before that instant (milliseconds since 1970)
   */
  constructor(
    readonly fault: string,
    readonly again?: 'never' | number,
  ) {
    super(fault);
  }
}
