import { useChatClient } from '@jiggy-care/client/react';
import { useSubmit } from '../forms/use-submit.ts';
import { useWords } from '../i18n/words.ts';
import { recoveryWords } from '../recovery/words.ts';
import { useServerFacts } from '../session/server-facts.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { signInWords } from './words.ts';

interface Props {
  /** Gets the address as far as it was typed. */
  readonly onForgot: (email: string) => void;
}

export function SignInForm({ onForgot }: Props) {
  const words = useWords(signInWords);
  const recovery = useWords(recoveryWords);
  const { mail } = useServerFacts();
  const { session } = useChatClient();
  const { isBusy, fault, faults, onSubmit } = useSubmit<'email' | 'password'>({
    check: (value) => ({
      ...(value('email').includes('@') ? {} : { email: words.faults.email }),
      ...(value('password') === '' ? { password: words.faults.password } : {}),
    }),
    send: (value) => session.signIn({ email: value('email').trim(), password: value('password') }),
  });

  return (
    <form noValidate onSubmit={onSubmit} className="grid gap-5">
      <FaultNotice fault={fault} />
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
        autoComplete="current-password"
        showLabel={words.showPassword}
        hideLabel={words.hidePassword}
        error={faults.password}
        required
      />
      <Button type="submit" look="primary" size="large" isBusy={isBusy} className="mt-1">
        {words.signIn}
      </Button>
      {mail && (
        <button
          type="button"
          onClick={({ currentTarget: { form } }) => onForgot(form === null ? '' : typedEmail(form))}
          className="justify-self-center rounded-md px-1 py-1.5 font-medium text-ink-soft text-sm underline decoration-edge underline-offset-4 hover:text-ink"
        >
          {recovery.forgot}
        </button>
      )}
    </form>
  );
}

const typedEmail = (form: HTMLFormElement) => String(new FormData(form).get('email') ?? '').trim();
