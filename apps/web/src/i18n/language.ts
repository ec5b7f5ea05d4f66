import { useStore } from '@jiggy-care/client/react';
import { createSetting } from '../preferences/setting.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What each language calls itself. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' };

/** `public/theme.js` guesses the same way before the first paint. */
export const language = createSetting<Language>(
  'language',
  LANGUAGES,
  navigator.language.startsWith('de') ? 'de' : 'en',
);

export function useLanguage(): Language {
  return useStore(language);
}

/** Tells the browser and screen readers which language the page speaks, now and after every change. */
export function applyLanguage(): void {
  const apply = () => {
    document.documentElement.lang = language.get();
  };
  apply();
  language.subscribe(apply);
}
