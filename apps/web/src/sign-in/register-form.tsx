import { ChatError, type UserRole } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { LIMITS } from '@jiggy-care/protocol/words';
import { useState } from 'react';
import { useSubmit } from '../forms/use-submit.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { signInWords } from './words.ts';

type Field = 'name' | 'email' | 'password' | 'invitation';

export function RegisterForm() {
  const words = useWords(signInWords);
  const faultText = useFaultText();
  const { session } = useChatClient();
  const [role, setRole] = useState<UserRole>('patient');
  // The door tells only when it is closed; then we ask for the key.
  const [needsInvitation, setNeedsInvitation] = useState(false);
  const { isBusy, fault, faults, onSubmit } = useSubmit<Field>({
    check: (value) => ({
      ...(value('name').trim() === '' ? { name: words.faults.name } : {}),
      ...(value('email').includes('@') ? {} : { email: words.faults.email }),
      ...([...value('password')].length < LIMITS.passwordMinChars
        ? { password: words.faults.shortPassword }
        : {}),
    }),
    send: (value) => {
      const invitation = value('invitation').trim();
      return session.register({
        name: value('name').trim(),
        email: value('email').trim(),
        password: value('password'),
        role,
        ...(invitation === '' ? {} : { invitation }),
      });
    },
    place: (thrown) => {
      if (!(thrown instanceof ChatError)) return undefined;
      if (thrown.code === 'email_taken') return { email: faultText(thrown) };
      if (thrown.code === 'signup_closed') {
        setNeedsInvitation(true);
        return undefined;
      }
      const paths = thrown.details.map(({ path }) => path);
      if (paths.includes('password')) return { password: words.faults.commonPassword };
      if (paths.includes('email')) return { email: words.faults.email };
      if (paths.includes('name')) return { name: words.faults.name };
      return undefined;
    },
  });

  return (
    <form noValidate onSubmit={onSubmit} className="grid gap-5">
      <FaultNotice fault={fault} />
      <div>
        <p aria-hidden className="mb-1.5 font-semibold text-sm">
          {words.role}
        </p>
        <Segmented
          label={words.role}
          value={role}
          onChange={setRole}
          choices={[
            { value: 'patient', text: words.patient },
            { value: 'consultant', text: words.consultant },
          ]}
        />
      </div>
      <TextField
        label={words.name}
        name="name"
        autoComplete="name"
        maxLength={LIMITS.nameChars}
        hint={words.nameHint}
        error={faults.name}
        required
      />
      <TextField
        label={words.email}
        name="email"
        type="email"
        inputMode="email"
        autoComplete="username"
        error={faults.email}
        required
      />
      <PasswordField
        label={words.password}
        name="password"
        autoComplete="new-password"
        showLabel={words.showPassword}
        hideLabel={words.hidePassword}
        hint={words.newPasswordHint}
        error={faults.password}
        required
      />
      {needsInvitation && role === 'consultant' && (
        <TextField
          label={words.invitation}
          name="invitation"
          autoComplete="off"
          hint={words.invitationHint}
          error={faults.invitation}
        />
      )}
      <Button type="submit" look="primary" size="large" isBusy={isBusy} className="mt-1">
        {words.register}
      </Button>
    </form>
  );
}
