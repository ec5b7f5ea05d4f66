/** Calls in a page without a framework: both pictures, a line of words, buttons to call, take and hang up. */
import { createChatClient } from '@jiggy-care/client';
import { browserCalls, browserPlatform } from '@jiggy-care/client/browser';
import { type Call, createCalls, type MediaStreamLike } from '@jiggy-care/client/calls';

interface Page {
  readonly ownPicture: HTMLVideoElement;
  readonly otherPicture: HTMLVideoElement;
  readonly words: HTMLElement;
  readonly callButton: HTMLButtonElement;
  readonly takeButton: HTMLButtonElement;
  readonly hangUpButton: HTMLButtonElement;
}

export function makeCallable(page: Page, conversationId: string): void {
  const platform = browserPlatform();
  const client = createChatClient({ url: location.origin, auth: { kind: 'cookie' }, platform });
  const calls = createCalls(client, browserCalls());
  client.connect();

  const show = (call: Call) => {
    const { phase, outcome } = call.state.get();
    page.words.textContent = `${call.other.name}: ${outcome?.kind ?? phase}`;
    attach(page.ownPicture, call.local.get().preview);
    attach(page.otherPicture, call.remote.get().stream);
  };
  calls.current.subscribe(() => {
    const call = calls.current.get();
    if (call === undefined) return;
    for (const part of [call.state, call.local, call.remote]) part.subscribe(() => show(call));
    show(call);
  });
  page.callButton.onclick = () => calls.place({ conversationId, type: 'video' });
  page.takeButton.onclick = () => calls.current.get()?.accept();
  page.hangUpButton.onclick = () => calls.current.get()?.end();
}

function attach(video: HTMLVideoElement, stream: MediaStreamLike | undefined): void {
  const shown = (stream as MediaStream | undefined) ?? null;
  if (video.srcObject !== shown) video.srcObject = shown; // the same again would flicker
}
