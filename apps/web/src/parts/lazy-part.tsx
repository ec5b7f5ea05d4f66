import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** Long enough that a network that blinked is there again. */
const RETRY_MS = 1_000;

/** A part of the app that could not be fetched: the network is gone, or a newer version has taken its place. */
export class MissingPart extends Error {
  /** @param renew lets the part be fetched anew when it is drawn the next time */
  constructor(
    cause: unknown,
    readonly renew: () => void,
  ) {
    super('cannot show a part of the app: it could not be fetched', { cause });
  }
}

/**
 * A part of the app that is fetched when it is first shown. What fails is tried once more; then it throws `MissingPart`,
 * for the `PartBoundary` around it.
 */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const make = (): LazyExoticComponent<ComponentType<P>> =>
    lazy(async () => {
      try {
        return { default: await load().catch(() => pause(RETRY_MS).then(load)) };
      } catch (cause) {
        throw new MissingPart(cause, () => {
          current = make();
        });
      }
    });
  let current = make();
  return function Part(props: P) {
    const Loaded = current as ComponentType<P>;
    return <Loaded {...props} />;
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
