import { keepText, readKept } from '../preferences/kept-text.ts';

const NAME = 'notifications-of';

/** Who has turned notifications on in this browser; nobody is ''. The id alone: it says nothing without the server. */
export const owner = {
  get: (): string => readKept(NAME) ?? '',
  set: (userId: string): void => keepText(NAME, userId),
};
