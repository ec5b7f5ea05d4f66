import { useChatClient } from '@jiggy-care/client/react';
import { useEffect } from 'react';
import { useLanguage } from '../i18n/language.ts';

/**
 * Tells the server, for mails and notifications, which language the app was last used in, and where in the world: the
 * latter only while nobody has said it.
 */
export function useIntroduction(): void {
  const { preferences } = useChatClient();
  const language = useLanguage();
  useEffect(() => {
    const introduce = async () => {
      const known = await preferences.read();
      const timeZone = known.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
      if (known.language === language && known.timeZone === timeZone) return;
      await preferences.change({ language, timeZone });
    };
    // Without a network nothing is lost: the next start says it.
    introduce().catch(() => {});
  }, [preferences, language]);
}
