import { callListeners } from './call-listeners.ts';

/** Typed listeners. Adding one returns the way to remove it; removing during a call is safe. */
export class Emitter<Events> {
  private readonly listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void {
    if (typeof listener !== 'function') throw new TypeError('a listener is a function');
    const known = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, known);
    const entry = (payload: Events[E]) => listener(payload);
    known.add(entry);
    return () => known.delete(entry);
  }

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    const listeners = this.listeners.get(event) as Set<(payload: Events[E]) => void> | undefined;
    if (listeners !== undefined) callListeners(listeners, payload);
  }
}
