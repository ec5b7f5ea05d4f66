/** What one end of a connection has said and the other has not heard yet; nothing overtakes anything. */
export class Queue<T> {
  private waiting: T[] = [];

  get head(): T | undefined {
    return this.waiting[0];
  }

  get length(): number {
    return this.waiting.length;
  }

  push(...items: readonly T[]): void {
    this.waiting.push(...items);
  }

  take(): T {
    const item = this.waiting.shift();
    if (item === undefined) throw new Error('cannot take from a queue: it is empty');
    return item;
  }

  /** The connection is gone, and with it what was on its way. */
  clear(): void {
    this.waiting = [];
  }
}
