import type { Person } from '@jiggy-care/client';
import { useChatClient } from '@jiggy-care/client/react';
import { LIMITS } from '@jiggy-care/protocol/words';
import { CircleAlert } from 'lucide-react';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { serverNow } from '../bookings/server-clock.ts';
import { useFaultText } from '../i18n/fault-words.ts';
import { useFormat } from '../i18n/format.ts';
import { useWords } from '../i18n/words.ts';
import { askOn } from '../push/asking.ts';
import { useAccount } from '../session/use-account.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { fromLocalTime, suggestTime } from './local-time.ts';
import { PersonPicker } from './person-picker.tsx';
import { usePeople } from './use-people.ts';
import { WhenFields } from './when-fields.tsx';
import { appointmentWords } from './words.ts';

const DURATIONS = [15, 20, 30, 45, 60, 90];

interface Faults {
  readonly who?: string;
  readonly when?: string;
  readonly reason?: string;
  readonly all?: string;
}

export function NewAppointmentPage() {
  const words = useWords(appointmentWords);
  const format = useFormat();
  const faultText = useFaultText();
  const { role } = useAccount();
  const { bookings, inbox } = useChatClient();
  const [, navigate] = useLocation();

  const [search, setSearch] = useState('');
  const [person, setPerson] = useState<Person>();
  const [when, setWhen] = useState(() => suggestTime(new Date(serverNow())));
  const [minutes, setMinutes] = useState<number>(LIMITS.bookingDefaultMinutes);
  const [reason, setReason] = useState('');
  const [faults, setFaults] = useState<Faults>({});
  const [isBusy, setIsBusy] = useState(false);
  const { people, isLoading, failure, more } = usePeople(search);

  const form = useRef<HTMLFormElement>(null);
  // The first fault may be far above the button.
  useEffect(() => {
    if (Object.keys(faults).length === 0) return;
    form.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'center' });
  }, [faults]);

  const nobody = failure
    ? faultText(failure)
    : search.trim() !== ''
      ? words.nobody
      : role === 'patient'
        ? words.nobodyYet
        : words.noPatients;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const at = fromLocalTime(when);
    const found: Faults = {
      ...(person === undefined ? { who: words.faults.who } : {}),
      ...(at === undefined
        ? { when: words.faults.when }
        : at.getTime() < serverNow()
          ? { when: words.faults.past }
          : {}),
      ...([...reason].length > LIMITS.bookingReasonChars ? { reason: words.faults.reason } : {}),
    };
    setFaults(found);
    if (person === undefined || at === undefined || Object.keys(found).length > 0) return;
    setIsBusy(true);
    try {
      const booking = await bookings.create({
        ...(role === 'patient' ? { consultantId: person.id } : { patientId: person.id }),
        scheduledAt: at.toISOString(),
        durationMinutes: minutes,
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      });
      navigate(`/c/${await inbox.open(booking.id)}`);
      askOn('booking');
    } catch (thrown) {
      setFaults({ all: faultText(thrown) });
      setIsBusy(false);
    }
  };

  return (
    <Page title={words.newTitle} lead={words.newLead} back={{ href: '/appointments', label: words.back }}>
      <form ref={form} noValidate onSubmit={submit} className="flex flex-col gap-5">
        <Step title={words.who} error={faults.who}>
          <PersonPicker
            legend={words.who}
            searchLabel={words.search}
            clearLabel={words.clearSearch}
            search={search}
            onSearch={setSearch}
            people={people}
            chosen={person}
            onChoose={setPerson}
            empty={isLoading ? words.searching : nobody}
            more={more && { text: words.morePeople, onClick: more }}
          />
        </Step>
        <Step title={words.when}>
          <div className="grid gap-4">
            <WhenFields value={when} onChange={setWhen} error={faults.when} />
            <SelectField
              label={words.duration}
              value={minutes}
              onChange={(event) => setMinutes(Number(event.target.value))}
            >
              {DURATIONS.map((count) => (
                <option key={count} value={count}>
                  {format.minutes(count)}
                </option>
              ))}
            </SelectField>
          </div>
        </Step>
        <Step title={words.why}>
          <Field
            label={words.reason}
            hint={role === 'patient' ? words.reasonHint : words.reasonHintConsultant}
            error={faults.reason}
          >
            {(ties) => (
              <textarea
                {...ties}
                rows={3}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
                className="control resize-y"
              />
            )}
          </Field>
        </Step>
        {faults.all && (
          <Notice tone="danger" icon={CircleAlert} role="alert">
            {faults.all}
          </Notice>
        )}
        <Button type="submit" look="primary" size="large" isBusy={isBusy} className="sm:self-end">
          {words.submit}
        </Button>
      </form>
    </Page>
  );
}

interface StepProps {
  readonly title: string;
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

function Step({ title, error, children }: StepProps) {
  return (
    <section className="card p-5 sm:p-6">
      <h2 className="mb-4 font-semibold text-lg tracking-tight">{title}</h2>
      {children}
      {error && (
        <p role="alert" className="mt-2 font-medium text-danger text-xs">
          {error}
        </p>
      )}
    </section>
  );
}
