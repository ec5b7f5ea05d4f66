const NAME = 'appointment.ics';
/** Some browsers read it only after the click is over. */
const KEPT_MS = 60_000;

/** Has the browser save it, as a file that was clicked on. */
export function saveCalendarFile(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/calendar' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = NAME;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
