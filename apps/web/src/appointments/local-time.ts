/** What `<input type="date">` and `<input type="time">` hold: the device's own calendar and clock, without a zone. */
export interface LocalTime {
  /** 2026-11-24 */
  readonly date: string;
  /** 14:30 */
  readonly time: string;
}

export function toLocalTime(when: Date): LocalTime {
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    date: `${String(when.getFullYear()).padStart(4, '0')}-${two(when.getMonth() + 1)}-${two(when.getDate())}`,
    time: `${two(when.getHours())}:${two(when.getMinutes())}`,
  };
}

/** The instant that is meant, or `undefined` while something is missing. */
export function fromLocalTime({ date, time }: LocalTime): Date | undefined {
  // Without a zone the text is read in the device's own.
  const when = new Date(`${date}T${time}`);
  return date === '' || time === '' || Number.isNaN(when.getTime()) ? undefined : when;
}

/** A first guess that is seldom far off: tomorrow at ten. */
export function suggestTime(now: Date): LocalTime {
  const when = new Date(now);
  when.setDate(when.getDate() + 1);
  when.setHours(10, 0, 0, 0);
  return toLocalTime(when);
}
