import { keepText, readKept } from '../preferences/kept-text.ts';

const NAME = 'confirm-email-put-away';
const DAYS_MS = 14 * 86_400_000;

/** Who does not want to be asked for some days in this browser. The id alone: it says nothing without the server. */
export const putAway = {
  isSo(userId: string, now: number): boolean {
    const [id, since] = (readKept(NAME) ?? '').split(' ');
    return id === userId && now - Number(since) < DAYS_MS;
  },
  set: (userId: string, now: number): void => keepText(NAME, `${userId} ${now}`),
};
