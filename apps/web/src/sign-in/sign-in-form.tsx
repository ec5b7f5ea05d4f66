import { useChatClient } from '@jiggy-care/client/react';
import { CircleAlert } from 'lucide-react';
import { useSubmit } from '../forms/use-submit.ts';
import { useWords } from '../i18n/words.ts';
import { Button } from '../ui/button.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { signInWords } from './words.ts';

export function SignInForm() {
  const words = useWords(signInWords);
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
      {fault && (
        <Notice tone="danger" icon={CircleAlert} role="alert">
          {fault}
        </Notice>
      )}
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
    </form>
  );
}
