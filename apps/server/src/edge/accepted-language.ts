import { Language } from '@jiggy-care/protocol';

/**
 * Which of our languages somebody would like best who has not chosen yet.
 *
 * @param header `Accept-Language` (RFC 9110, section 12.5.4)
 * @returns      `undefined` where it names none of ours
 */
export function acceptedLanguage(header: string | undefined): Language | undefined {
  const wishes = (header ?? '').split(',').map((wish, place) => {
    const [range = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { language: ofOurs(range), weight: quality === undefined ? 1 : Number(quality), place };
  });
  const [first] = wishes
    .filter(({ language, weight }) => language !== undefined && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.place - b.place);
  return first?.language;
}

function ofOurs(range: string): Language | undefined {
  const [primary] = range.split('-');
  return Language.options.find((language) => language === primary);
}
