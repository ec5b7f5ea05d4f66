import { defineWords } from '../i18n/words.ts';

export const blockWords = defineWords(
  {
    block: 'Block this person',
    unblock: 'Unblock',
    unblockThat: (name: string) => `Unblock ${name}`,
    askTitle: 'Block this person?',
    ask: (name: string) =>
      `${name} can no longer write to you, call you or book with you, and only learns that you are not available. You can undo this in your settings. Appointments stay as they are: cancel them if you need to.`,
    keep: 'Do not block',
    blocked: 'Blocked. Nothing from this person reaches you any more.',
    list: 'Blocked people',
    lead: 'They cannot write to you, call you or book with you.',
    none: 'Nobody is blocked. You can block a person in a conversation: press their name.',
    since: (when: string) => `Since ${when}`,
    failed: 'The list did not load.',
    tryAgain: 'Try again',
    loading: 'Loading',
  },
  {
    block: 'Diese Person blockieren',
    unblock: 'Freigeben',
    unblockThat: (name: string) => `Freigeben: ${name}`,
    askTitle: 'Diese Person blockieren?',
    ask: (name: string) =>
      `${name} kann Ihnen nicht mehr schreiben, Sie nicht anrufen und nicht bei Ihnen buchen, und erfährt nur, dass Sie nicht erreichbar sind. In den Einstellungen können Sie das rückgängig machen. Termine bleiben, wie sie sind: Sagen Sie sie ab, wenn nötig.`,
    keep: 'Nicht blockieren',
    blocked: 'Blockiert. Von dieser Person erreicht Sie nichts mehr.',
    list: 'Blockierte Personen',
    lead: 'Sie können Ihnen nicht schreiben, Sie nicht anrufen und nicht bei Ihnen buchen.',
    none: 'Niemand ist blockiert. Blockieren können Sie im Chat: Drücken Sie auf den Namen der Person.',
    since: (when: string) => `Seit ${when}`,
    failed: 'Die Liste wurde nicht geladen.',
    tryAgain: 'Noch einmal versuchen',
    loading: 'Wird geladen',
  },
);
