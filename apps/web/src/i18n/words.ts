import { type Language, useLanguage } from './language.ts';

type Phrase = string | ((...values: never[]) => string);
interface Dictionary {
  readonly [key: string]: Phrase | Dictionary;
}

/** The same keys with other texts: a language that lacks one does not compile. */
type Translated<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer Values) => string
      ? (...values: Values) => string
      : Translated<T[K]>;
};

export type Words<T> = Record<Language, Translated<T>>;

/** What one part of the app says, in every language. Texts with values in them are functions of these. */
export function defineWords<T extends Dictionary>(en: T & Translated<T>, de: Translated<T>): Words<T> {
  return { en, de };
}

/** The words in the language of the page. */
export function useWords<T>(words: Words<T>): Translated<T> {
  return words[useLanguage()];
}
