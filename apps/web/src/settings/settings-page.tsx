import { useStore } from '@jiggy-care/client/react';
import { useState } from 'react';
import { LANGUAGE_NAMES, LANGUAGES, language, useLanguage } from '../i18n/language.ts';
import { useWords } from '../i18n/words.ts';
import { blockWords } from '../people/block-words.ts';
import { THEMES, theme } from '../preferences/theme.ts';
import { useAccount } from '../session/use-account.ts';
import { Page } from '../ui/page.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { AccountCard } from './account-card.tsx';
import { BlockedPeople } from './blocked-people.tsx';
import { CallDevices } from './call-devices.tsx';
import { HowTold } from './how-told.tsx';
import { KeyList } from './key-list.tsx';
import { NotificationSwitch } from './notification-switch.tsx';
import { OwnAccount } from './own-account.tsx';
import { OwnDeviceSwitch } from './own-device-switch.tsx';
import { ownWords } from './own-words.ts';
import { PasswordForm } from './password-form.tsx';
import { RefusedTries } from './refused-tries.tsx';
import { Section } from './section.tsx';
import { SessionList } from './session-list.tsx';
import { toldWords } from './told-words.ts';
import { settingsWords } from './words.ts';

export function SettingsPage() {
  const words = useWords(settingsWords);
  const blocks = useWords(blockWords);
  const told = useWords(toldWords);
  const own = useWords(ownWords);
  const { role } = useAccount();
  // A new password ends the other sessions: the list of them is made anew.
  const [passwordChanges, setPasswordChanges] = useState(0);
  return (
    <Page title={words.title}>
      <div className="flex flex-col gap-5">
        <AccountCard />
        <Section title={own.title}>
          <OwnAccount />
        </Section>
        <Section title={words.look}>
          <div className="grid gap-5">
            <LanguageChoice />
            <ThemeChoice />
          </div>
        </Section>
        <Section title={words.notices}>
          <NotificationSwitch />
        </Section>
        <Section title={told.title} lead={told.lead}>
          <HowTold />
        </Section>
        <Section title={words.calls} lead={words.callsLead}>
          <CallDevices />
        </Section>
        <div className="pointer-coarse:hidden">
          <Section title={words.keys.title}>
            <KeyList />
          </Section>
        </div>
        <Section title={words.device}>
          <OwnDeviceSwitch />
        </Section>
        <Section title={words.sessions} lead={words.sessionsLead}>
          <SessionList key={passwordChanges} />
          <RefusedTries />
        </Section>
        <Section title={words.password} lead={words.passwordLead}>
          <PasswordForm onChanged={() => setPasswordChanges((count) => count + 1)} />
        </Section>
        {role === 'consultant' && (
          <Section title={blocks.list} lead={blocks.lead}>
            <BlockedPeople />
          </Section>
        )}
      </div>
    </Page>
  );
}

function LanguageChoice() {
  const words = useWords(settingsWords);
  const current = useLanguage();
  return (
    <div>
      <p aria-hidden className="mb-1.5 font-semibold text-sm">
        {words.language}
      </p>
      <Segmented
        label={words.language}
        value={current}
        onChange={language.set}
        choices={LANGUAGES.map((value) => ({ value, text: LANGUAGE_NAMES[value] }))}
      />
    </div>
  );
}

function ThemeChoice() {
  const words = useWords(settingsWords);
  const current = useStore(theme);
  return (
    <div>
      <p aria-hidden className="mb-1.5 font-semibold text-sm">
        {words.theme}
      </p>
      <Segmented
        label={words.theme}
        value={current}
        onChange={theme.set}
        choices={THEMES.map((value) => ({ value, text: words.themes[value] }))}
      />
    </div>
  );
}
