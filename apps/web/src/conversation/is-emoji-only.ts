/** So many are still a gesture; more are a text. */
const AT_MOST = 6;
/** No gesture is longer, not even six families of four with their colours. */
const MAX_CHARS = 120;

const EMOJI =
  /(?:\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3|\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?){0,7})/gu;

/** Whether a message is a few emoji and nothing else: it is drawn larger, as in every other messenger. */
export function isEmojiOnly(text: string): boolean {
  const shown = text.trim();
  if (shown === '' || shown.length > MAX_CHARS) return false;
  const emoji = shown.match(EMOJI) ?? [];
  if (emoji.length === 0 || emoji.length > AT_MOST) return false;
  return shown.replace(EMOJI, '').trim() === '';
}
