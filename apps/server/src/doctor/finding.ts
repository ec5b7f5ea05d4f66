export type Verdict = 'good' | 'look' | 'bad' | 'left out';

/** One line of the doctor's: what was seen, and what is to be done about it where it is not good. */
export interface Finding {
  readonly verdict: Verdict;
  readonly says: string;
  readonly cure?: string;
}

export const good = (says: string): Finding => ({ verdict: 'good', says });
export const leftOut = (says: string): Finding => ({ verdict: 'left out', says });
/** Works, and somebody should know of it. */
export const look = (says: string, cure: string): Finding => ({ verdict: 'look', says, cure });
export const bad = (says: string, cure: string): Finding => ({ verdict: 'bad', says, cure });

/** Our sentences for operators say first what is wrong, then, behind one of these, the cure. */
const BEFORE_CURE = ['; ', '. ', ': '];

export function fromSentence(verdict: Exclude<Verdict, 'good'>, sentence: string): Finding {
  const mark = BEFORE_CURE.find((one) => sentence.includes(one));
  if (mark === undefined) return { verdict, says: sentence };
  const at = sentence.indexOf(mark);
  return { verdict, says: sentence.slice(0, at), cure: sentence.slice(at + mark.length) };
}
