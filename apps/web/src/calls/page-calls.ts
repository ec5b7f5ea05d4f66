import { browserCalls } from '@jiggy-care/client/browser';
import { type Calls, createCalls } from '@jiggy-care/client/calls';
import { chat } from '../session/chat.ts';

/** The calls of this page, made once beside its one client. */
export const calls: Calls = createCalls(chat, browserCalls());
