/**
 * Whether a person wants to be told of messages by notifications, as SQL.
 *
 * @param userId an expression
 */
export function wantsPushedMessagesSql(userId: string): string {
  return `not exists (select from preferences w where w.user_id = ${userId} and not w.push_messages)`;
}
