import type { Conversation } from '../../src/index.ts';

/** What a conversation shows, as plain texts. */
export function texts(conversation: Conversation): string[] {
  return conversation.messages.get().items.map(({ content }) => content);
}

/** What it shows with the rung of the ladder that each stands on. */
export function ladder(conversation: Conversation): string[] {
  return conversation.messages.get().items.map(({ content, status }) => `${content}: ${status}`);
}
