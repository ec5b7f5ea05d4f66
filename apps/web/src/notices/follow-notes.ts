import { navigate } from 'wouter/use-browser-location';

/** What the service worker says to a window: it asks whether it is the app, and leads one that is where a note was about. */
interface Word {
  readonly kind?: 'are-you-the-app' | 'open';
  readonly url?: string;
}

/** Lets a notification that is pressed lead into this window. */
export function followNotes(): void {
  const { serviceWorker } = navigator as Partial<Navigator>;
  serviceWorker?.addEventListener('message', ({ data, ports: [asker] }: MessageEvent<Word>) => {
    if (data.kind === 'are-you-the-app') asker?.postMessage('yes');
    if (data.kind === 'open' && data.url !== undefined) navigate(data.url);
  });
}
