/** The usage lines of the document (section 9, example 1), with one import changed and listeners of one's own. */
import { ChatService } from '@jiggy-care/client/compat';

export function example(show: (text: string) => void): () => void {
  const chatService = new ChatService('your-jwt-token');
  chatService.on('new_message', ({ message }) => show(message.content));
  chatService.on('error', ({ message }) => show(message));
  chatService.connect('user-uuid', 'patient');
  chatService.joinConversation('conv-uuid', 'user-uuid', 'patient');
  chatService.sendMessage('conv-uuid', 'Hello!', 'patient');
  return () => chatService.disconnect();
}
