import type { Database, Executor } from '../database/database.ts';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import { describeError } from '../operations/describe-error.ts';
import type { Log } from '../operations/log.ts';
import type { FactKind, FactList, RecordedKind } from './fact-list.ts';

type Hearer<K extends FactKind> = (fact: FactList[K]) => unknown;
type Recorder<K extends FactKind> = (tx: Executor, facts: readonly FactList[K][]) => Promise<void>;
/** Says within a transaction what it makes so. */
export type Note = <K extends RecordedKind>(kind: K, fact: FactList[K]) => void;
type Work<T> = (tx: Executor, note: Note) => Promise<T>;

/**
 * Where residents say what happened, and guests hear it, without either knowing the other's name. A guest either hears
 * of a fact after it was committed, or records it in the very transaction that makes it so: then there is none without
 * the other.
 *
 * Facts are told on the node where they happened, and to nobody again after a crash: who needs each one, records it.
 */
export class Facts {
  private readonly hearers = new Map<FactKind, Set<Hearer<never>>>();
  private readonly recorders = new Map<FactKind, Set<Recorder<never>>>();

  constructor(
    private readonly database: Database,
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  /**
   * Calls the hearer with each fact of the kind, after it was committed and before whoever caused it has the answer.
   * Nobody waits for what it begins, and what it throws is logged.
   *
   * @returns removes the hearer
   */
  hear<K extends FactKind>(kind: K, hearer: Hearer<K>): () => void {
    return add(this.hearers, kind, hearer);
  }

  /**
   * Calls the recorder with the facts of the kind that one transaction makes, before it commits. Where the recorder
   * throws, nothing of it happens, and whoever asked for it is told.
   *
   * @returns removes the recorder: not before `onApplicationShutdown`, since in `onModuleDestroy` requests that were begun
   *          still make facts
   */
  recordWith<K extends RecordedKind>(kind: K, recorder: Recorder<K>): () => void {
    return add(this.recorders, kind, recorder);
  }

  /** Runs the work in a transaction. What it notes is recorded before the commit, and told after it. */
  async inTransaction<T>(work: Work<T>): Promise<T> {
    const noted: { kind: FactKind; fact: never }[] = [];
    const result = await inTransaction(this.database, async ({ tx }) => {
      const made = await work(tx, (kind, fact) => void noted.push({ kind, fact: fact as never }));
      for (const { kind, fact } of noted) await this.writeDown(tx, kind, [fact]);
      return made;
    });
    for (const { kind, fact } of noted) this.tell(kind, fact);
    return result;
  }

  /**
   * Runs one statement, which needs a transaction of its own only where its facts are recorded. The caller tells them.
   *
   * @param factsOf what the statement made so, by what it returned
   */
  async recording<K extends RecordedKind, T>(
    kind: K,
    statement: (transaction: Transaction) => Promise<T>,
    factsOf: (result: T) => readonly FactList[K][],
  ): Promise<T> {
    if (!this.isRecorded(kind)) return statement({ tx: this.database.db, client: this.database.pool });
    return inTransaction(this.database, async (transaction) => {
      const result = await statement(transaction);
      const facts = factsOf(result);
      if (facts.length > 0) await this.writeDown(transaction.tx, kind, facts);
      return result;
    });
  }

  /** For what happens without a change in the database. */
  async happened<K extends RecordedKind>(kind: K, fact: FactList[K]): Promise<void> {
    if (this.isRecorded(kind)) await this.inTransaction(async (_tx, note) => note(kind, fact));
    else this.tell(kind, fact);
  }

  /** Tells a fact that is committed. */
  tell<K extends FactKind>(kind: K, fact: FactList[K]): void {
    for (const hearer of this.hearers.get(kind) ?? []) {
      try {
        Promise.resolve((hearer as Hearer<K>)(fact)).catch((thrown: unknown) => this.complain(kind, thrown));
      } catch (thrown) {
        this.complain(kind, thrown);
      }
    }
  }

  private isRecorded(kind: FactKind): boolean {
    return (this.recorders.get(kind)?.size ?? 0) > 0;
  }

  private async writeDown<K extends FactKind>(
    tx: Executor,
    kind: K,
    facts: readonly FactList[K][],
  ): Promise<void> {
    for (const recorder of this.recorders.get(kind) ?? []) await (recorder as Recorder<K>)(tx, facts);
  }

  private complain(kind: FactKind, thrown: unknown): void {
    this.log.warn({ kind, error: describeError(thrown) }, 'what was to follow from a fact failed');
  }
}

function add<G>(guests: Map<FactKind, Set<G>>, kind: FactKind, guest: G): () => void {
  const ofKind = guests.get(kind) ?? new Set();
  guests.set(kind, ofKind.add(guest));
  return () => {
    ofKind.delete(guest);
  };
}
