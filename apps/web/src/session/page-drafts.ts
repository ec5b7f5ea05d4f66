import { chat } from './chat.ts';
import { keepDrafts } from './kept-drafts.ts';

/** The drafts of this page, kept beside its one client. */
export const drafts = keepDrafts(chat);
