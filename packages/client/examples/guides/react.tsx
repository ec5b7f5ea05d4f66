/** The code of docs/sdk/react.md, so that it is type-checked. */
import { createChatClient, type MessageItem } from '@jiggy-care/client';
import { browserCalls, browserPlatform } from '@jiggy-care/client/browser';
import { type Call, createCalls, type MediaStreamLike } from '@jiggy-care/client/calls';
import {
  ChatProvider,
  useCall,
  useCallState,
  useCalls,
  useCallTime,
  useConversation,
  useMessages,
  useStore,
  useTypists,
} from '@jiggy-care/client/react';
import type { ComponentType } from 'react';

// Outside of React: one client for as long as the page lives.
const platform = browserPlatform();
const client = createChatClient({ url: location.origin, auth: { kind: 'cookie' }, platform });
const calls = createCalls(client, browserCalls()); // leave it out in an app that only chats

export const App = () => (
  <ChatProvider client={client} calls={calls}>
    <Chat id="…" />
    <CallLayer />
  </ChatProvider>
);

declare const Bubble: ComponentType<{ item: MessageItem }>;
declare const TypingDots: ComponentType;
declare const TextButton: ComponentType<{ act(): void; children: string }>;

function Chat({ id }: { id: string }) {
  const conversation = useConversation(id); // open while mounted
  const { items } = useMessages(conversation);
  const typists = useTypists(conversation);
  return (
    <>
      {items.map((item) => (
        <Bubble key={item.key} item={item} />
      ))}
      {typists.length > 0 && <TypingDots />}
      <CallButton conversationId={id} />
    </>
  );
}

function CallButton({ conversationId }: { conversationId: string }) {
  const calls = useCalls();
  return <TextButton act={() => calls.place({ conversationId, type: 'video' })}>Call</TextButton>;
}

function CallLayer() {
  const call = useCall();
  return call === undefined ? null : <Stage key={call.key} call={call} />;
}

function Stage({ call }: { call: Call }) {
  const { phase, outcome } = useCallState(call);
  const seconds = useCallTime(call);
  const remote = useStore(call.remote);
  return (
    <dialog open>
      <Picture stream={remote.stream} />
      {call.other.name}: {outcome?.kind ?? phase} {seconds}
      {phase === 'incoming' && <TextButton act={() => call.accept()}>Accept</TextButton>}
      <TextButton act={() => call.end()}>Hang up</TextButton>
    </dialog>
  );
}

function Picture({ stream }: { stream: MediaStreamLike | undefined }) {
  const shown = (stream as MediaStream | undefined) ?? null;
  const show = (video: HTMLVideoElement | null) => {
    if (video !== null && video.srcObject !== shown) video.srcObject = shown; // the same again would flicker
  };
  // biome-ignore lint/a11y/useMediaCaption: nobody writes captions for a call
  return <video autoPlay playsInline ref={show} />;
}
