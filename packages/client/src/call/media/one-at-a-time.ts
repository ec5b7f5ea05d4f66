/** One thing after the other, in the order of asking; one that fails does not keep the next from being done. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.last.then(action);
    this.last = mine.catch(() => {});
    return mine;
  }
}
