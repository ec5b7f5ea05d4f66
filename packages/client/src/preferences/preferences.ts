import type { PreferencesChange, PreferencesRecord } from '../wire.ts';

/** How the person who is signed in wants to be told of things; the same on all devices. */
export interface Preferences {
  /** @throws ChatError `unauthorized`, `unreachable` */
  read(): Promise<PreferencesRecord>;
  /**
   * Changes what is named. The two times of quiet hours are given together, both `null` for none.
   *
   * @returns all of them
   * @throws ChatError `validation_failed`, `unauthorized`, `unreachable`
   */
  change(change: PreferencesChange): Promise<PreferencesRecord>;
}
