import type { Language } from '@jiggy-care/protocol';

/**
 * One mail to one person. A mail is read by many on its way, and lies about for long: it bears no name, no reason of an
 * appointment, and nothing of what was written.
 */
export interface Letter {
  readonly to: string;
  readonly language: Language;
  readonly subject: string;
  /** Plain sentences. */
  readonly paragraphs: readonly string[];
  /** What the reader may do, as a link. */
  readonly action?: { readonly text: string; readonly url: string };
  /** In small print, such as why one gets this mail. */
  readonly note?: string;
  /** An appointment (RFC 5545) for the reader's calendar. */
  readonly calendar?: { readonly method: 'PUBLISH' | 'REQUEST' | 'CANCEL'; readonly content: string };
  /** Where one click ends mails of this kind, without signing in (RFC 8058). */
  readonly unsubscribeUrl?: string;
}
