const KEY = 'jiggy.confirm-email-put-away';
const DAYS_MS = 14 * 86_400_000;

/** Who does not want to be asked for some days in this browser. The id alone: it says nothing without the server. */
export const putAway = {
  isSo(userId: string, now: number): boolean {
    const [id, since] = read().split(' ');
    return id === userId && now - Number(since) < DAYS_MS;
  },
  set(userId: string, now: number): void {
    try {
      localStorage.setItem(KEY, `${userId} ${now}`);
    } catch {
      // a browser that keeps nothing: it is asked again at the next start
    }
  },
};

function read(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}
