import { memo } from 'react';
import { findLinks } from './links.ts';

/** What a person wrote: text as text, and its web addresses to follow. */
export const MessageText = memo(function MessageText({ text }: { readonly text: string }) {
  return findLinks(text).map((part, index) =>
    part.kind === 'text' ? (
      part.text
    ) : (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        key={index}
        href={part.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        dir="ltr"
        className="underline decoration-current/45 underline-offset-2 hover:decoration-current"
      >
        {part.text}
      </a>
    ),
  );
});
