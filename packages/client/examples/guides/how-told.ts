/** What docs/sdk/quick-start.md says of preferences; type-checked, and run by a test. */
import type { ChatClient } from '@jiggy-care/client';

export async function introduceDevice(client: ChatClient, language: 'en' | 'de'): Promise<void> {
  const { timeZone } = await client.preferences.read();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  await client.preferences.change({ language, timeZone: timeZone ?? here });
}

export async function leaveInPeaceAtNight(client: ChatClient): Promise<void> {
  await client.preferences.change({ quietFrom: '22:00', quietTo: '07:00' }); // calls ring all the same
}
