const KEY = 'jiggy.notifications-of';

/** Who has turned notifications on in this browser; nobody is ''. The id alone: it says nothing without the server. */
export const owner = {
  get(): string {
    try {
      return localStorage.getItem(KEY) ?? '';
    } catch {
      return '';
    }
  },
  set(userId: string): void {
    try {
      localStorage.setItem(KEY, userId);
    } catch {
      // a browser that keeps nothing: it is turned on anew
    }
  },
};
