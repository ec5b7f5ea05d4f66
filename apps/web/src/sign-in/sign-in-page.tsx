import { useSession } from '@jiggy-care/client/react';
import { CircleAlert, Info, Lock, MonitorSmartphone, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { LANGUAGE_NAMES, LANGUAGES, language, useLanguage } from '../i18n/language.ts';
import { useWords } from '../i18n/words.ts';
import { ForgotForm } from '../recovery/forgot-form.tsx';
import { recoveryWords } from '../recovery/words.ts';
import { Logo } from '../ui/logo.tsx';
import { Notice } from '../ui/notice.tsx';
import { DemoDoors } from './demo-doors.tsx';
import { RegisterForm } from './register-form.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { signInWords } from './words.ts';

interface Props {
  readonly fault: string | undefined;
}

export function SignInPage({ fault }: Props) {
  const words = useWords(signInWords);
  const { reason } = useSession();
  const recovery = useWords(recoveryWords);
  const [form, setForm] = useState<'sign-in' | 'register' | 'forgot'>(
    wantsNewPassword() ? 'forgot' : 'sign-in',
  );
  const [email, setEmail] = useState('');
  const forgot = (typed: string) => {
    setEmail(typed);
    setForm('forgot');
  };
  const isNew = form === 'register';
  const hindrance =
    reason === 'no-cookies' ? (isPlainHttp() ? words.needsHttps : words.noCookies) : undefined;
  const news = reason === 'ended' ? words.ended : reason === 'other-person' ? words.otherPerson : undefined;

  const titles = { 'sign-in': words.welcome, register: words.registerTitle, forgot: recovery.forgotTitle };
  const leads = { 'sign-in': words.signInLead, register: words.registerLead, forgot: recovery.forgotLead };

  return (
    <div className="grid min-h-full bg-paper lg:grid-cols-[1.05fr_1fr]">
      <Pledge />
      <main className="flex flex-col px-5 pt-6 pb-10 sm:px-10">
        <div className="flex items-center justify-between lg:justify-end">
          <span className="flex items-center gap-3 font-semibold text-lg tracking-tight lg:hidden">
            <Logo className="size-9" /> Jiggy Care
          </span>
          <LanguageLinks />
        </div>
        <div className="mx-auto my-auto w-full max-w-[25rem] animate-rise py-10" key={form}>
          <h1 className="font-semibold text-2xl tracking-[-0.022em]">{titles[form]}</h1>
          <p className="mt-2 mb-7 text-ink-soft text-sm text-pretty">{leads[form]}</p>
          <div className="mb-5 grid gap-3 empty:hidden">
            {news && (
              <Notice tone="calm" icon={Info} role="status">
                {news}
              </Notice>
            )}
            {hindrance && (
              <Notice tone="warning" icon={CircleAlert} role="alert">
                {hindrance}
              </Notice>
            )}
            {fault && (
              <Notice tone="warning" icon={CircleAlert} role="alert">
                {fault}
              </Notice>
            )}
          </div>
          {form === 'register' && <RegisterForm />}
          {form === 'sign-in' && <SignInForm onForgot={forgot} />}
          {form === 'forgot' && <ForgotForm email={email} onBack={() => setForm('sign-in')} />}
          {form === 'sign-in' && <DemoDoors />}
          {form !== 'forgot' && (
            <p className="mt-7 text-center text-ink-soft text-sm">
              {isNew ? words.haveAccount : words.newHere}{' '}
              <button
                type="button"
                onClick={() => setForm(isNew ? 'sign-in' : 'register')}
                className="rounded-md px-1 py-1.5 font-semibold text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent"
              >
                {isNew ? words.toSignIn : words.toRegister}
              </button>
            </p>
          )}
        </div>
      </main>
    </div>
  );
}

/** Whose link was too old comes back for another one. */
function wantsNewPassword(): boolean {
  return new URLSearchParams(location.search).has('forgot');
}

/** In production the cookies come over https alone, save for this very machine. */
function isPlainHttp(): boolean {
  return location.protocol === 'http:' && !isSecureContext;
}

/** What we stand for; on a phone the form matters more. */
function Pledge() {
  const words = useWords(signInWords);
  const points = [
    { icon: ShieldCheck, text: words.points.order },
    { icon: Lock, text: words.points.private },
    { icon: MonitorSmartphone, text: words.points.keep },
  ];
  return (
    <aside className="relative hidden flex-col justify-between overflow-hidden bg-[#0d4b49] p-12 text-[#f3f8f5] lg:flex xl:p-16">
      <Waves />
      <span className="relative flex items-center gap-3 font-semibold text-lg tracking-tight">
        <Logo className="size-10 [&>rect]:fill-[#ffffff1f]" /> Jiggy Care
      </span>
      <div className="relative max-w-[30rem]">
        <p className="font-semibold text-[2.75rem] leading-[1.12] tracking-[-0.03em] text-balance">
          {words.promise}
        </p>
        <p className="mt-5 text-[#cfe3dd] text-lg text-pretty">{words.promiseDetail}</p>
        <ul className="mt-10 grid gap-4">
          {points.map(({ icon: Icon, text }) => (
            <li key={text} className="flex items-start gap-3.5 text-[#dcebe6] text-sm">
              <Icon aria-hidden className="size-5 shrink-0 text-[#f2a98d]" />
              {text}
            </li>
          ))}
        </ul>
      </div>
      <span aria-hidden />
    </aside>
  );
}

function Waves() {
  return (
    <svg
      aria-hidden
      viewBox="0 0 800 1000"
      preserveAspectRatio="xMaxYMax slice"
      className="absolute inset-0 size-full"
    >
      <circle cx="640" cy="930" r="430" fill="#0f5754" />
      <circle cx="640" cy="930" r="300" fill="#12645f" />
      <path
        d="M520 848c30 62 70 92 120 92s90-30 120-92"
        fill="none"
        stroke="#e58a67"
        strokeWidth="15"
        strokeLinecap="round"
      />
    </svg>
  );
}

function LanguageLinks() {
  const words = useWords(signInWords);
  const current = useLanguage();
  return (
    <fieldset className="flex gap-1">
      <legend className="sr-only">{words.languageLabel}</legend>
      {LANGUAGES.map((choice) => (
        <button
          key={choice}
          type="button"
          lang={choice}
          aria-pressed={choice === current}
          onClick={() => language.set(choice)}
          className="min-h-9 rounded-lg px-3 font-medium text-ink-faint text-xs hover:bg-hover aria-pressed:bg-sunken aria-pressed:text-ink"
        >
          {LANGUAGE_NAMES[choice]}
        </button>
      ))}
    </fieldset>
  );
}
