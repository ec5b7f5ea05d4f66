import type { BrowserContext, Page } from '@playwright/test';

declare global {
  /** Every peer connection that the page has made, oldest first. */
  var peersMade: RTCPeerConnection[];
}

/**
 * Keeps hold of every peer connection that pages of this context make from now on.
 *
 * @param options `relayOnly`: none of them may use another way than the relay
 */
export async function keepPeers(context: BrowserContext, { relayOnly = false } = {}): Promise<void> {
  await context.addInitScript((isRelayOnly) => {
    const made: RTCPeerConnection[] = [];
    const forced = (configuration: RTCConfiguration = {}): RTCConfiguration =>
      isRelayOnly ? { ...configuration, iceTransportPolicy: 'relay' } : configuration;
    globalThis.peersMade = made;
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(forced(configuration));
        // One without a configuration is no call's: it only tries whether this browser makes any, and is closed at once.
        if (configuration !== undefined) made.push(this);
      }

      override setConfiguration(configuration?: RTCConfiguration): void {
        super.setConfiguration(forced(configuration));
      }
    };
  }, relayOnly);
}

/** How many peer connections the page has made, and how many of them it has not closed. */
export function countPeers(page: Page): Promise<{ made: number; open: number }> {
  return page.evaluate(() => ({
    made: peersMade.length,
    open: peersMade.filter(({ connectionState }) => connectionState !== 'closed').length,
  }));
}

/** The kind of this side's end of the way that media take now, `host`, `srflx` or `relay`; undefined while there is none. */
export function ownRoute(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    const stats = await peersMade.at(-1)?.getStats();
    const entries = [...((stats as unknown as Map<string, Record<string, unknown>>) ?? [])].map(
      ([, entry]) => entry,
    );
    const transport = entries.find(({ type }) => type === 'transport');
    const pair = entries.find(({ id }) => id === transport?.selectedCandidatePairId);
    const own = entries.find(({ id }) => id === pair?.localCandidateId);
    return own?.candidateType as string | undefined;
  });
}
