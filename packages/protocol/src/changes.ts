import { z } from 'zod';
import { Call } from './calls.ts';
import * as LIMITS from './limits.ts';
import { Message, MessagesDelivered } from './messages.ts';
import { queryInteger } from './scalars.ts';

/** The cursor is opaque: keep it as it came and give it back. Without one, only the current cursor is answered. */
export const ChangesQuery = z.object({
  since: z.string().max(100).optional(),
  limit: queryInteger(1, LIMITS.pageMax).prefault(String(LIMITS.pageDefault)),
});

/** All that was added to a conversation or changed in it since a cursor, reads too, in the order of change. */
export const Changes = z
  .object({
    messages: z.array(Message),
    calls: z.array(Call),
    delivered: z
      .array(MessagesDelivered)
      .optional()
      .describe('What has reached the other person since, the oldest first; as in `messages_delivered`.'),
    cursor: z.string(),
    hasMore: z.boolean(),
  })
  .meta({ id: 'Changes' });
export type Changes = z.infer<typeof Changes>;
