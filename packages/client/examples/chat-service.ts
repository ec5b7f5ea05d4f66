/** The usage lines of the document (section 9, example 1), with one import changed and listeners of one's own. */
import { ChatService, type MediaStreamLike } from '@jiggy-care/client/compat';

interface Page {
  show(text: string): void;
  /** Asks the person whether to take the call. */
  ask(question: string): Promise<boolean>;
  /** Puts a stream into a `video` element, or takes it out. */
  attach(place: 'own' | 'other', stream: MediaStreamLike | undefined): void;
}

export function example({ show, ask, attach }: Page): () => void {
  const chatService = new ChatService('your-jwt-token'); // or ({ fresh }) => getToken(fresh)
  chatService.on('new_message', ({ message }) => show(message.content)); // was: console.log inside the class
  chatService.on('error', ({ message }) => show(message));
  chatService.connect('user-uuid', 'patient');
  chatService.joinConversation('conv-uuid', 'user-uuid', 'patient');
  chatService.sendMessage('conv-uuid', 'Hello!', 'patient');

  chatService.on('call:incoming', async ({ fromUserId, fromName, callType }) => {
    if (await ask(`${fromName} calls`)) chatService.acceptCall(fromUserId, callType);
    else chatService.rejectCall(fromUserId, 'Declined'); // `Busy` if not given, as documented
  });
  chatService.on('local-stream', (stream) => attach('own', stream)); // was: "Attach to UI video element"
  chatService.on('remote-stream', (stream) => attach('other', stream));
  chatService.on('call:rejected', ({ reason }) => show(reason));
  chatService.on('call:no-answer', () => show('No answer'));
  chatService.on('call:ended', () => show('Call ended'));
  chatService.initiateCall('recipient-uuid', 'conv-uuid', 'video');

  return () => chatService.disconnect();
}
