import { expect, type Page } from '@playwright/test';
import type { Colour, FakeMedia } from './fake-media.ts';

/** What a page shows of the other side, judged by its pixels. */
export interface Sight {
  /** What fills the picture; `none` while there is no frame at all. */
  readonly colour: Colour | 'black' | 'other' | 'none';
  /** Whether the white mark changed its place while we looked. */
  readonly isMoving: boolean;
}

/** What a page plays of the other side, judged by its spectrum. */
export interface Sound {
  /** The strongest pitch; 0 in silence. */
  readonly hertz: number;
  /** Whether an element really plays it: not paused, not muted. */
  readonly isPlayed: boolean;
}

const REMOTE = 'video[data-remote-video]';
const REMOTE_SOUND = 'audio[data-remote-audio]';
const OWN = 'video[data-own-video]';

/** How far off a heard pitch may be: two steps of the analysis. */
const HERTZ_OFF = 12;

/** Waits until a page shows the other side's picture, moving, and plays its tone. */
export async function expectToMeet(page: Page, other: FakeMedia): Promise<void> {
  await Promise.all([expectToSee(page, other), expectToHear(page, other)]);
}

export async function expectToSee(page: Page, { colour }: FakeMedia): Promise<void> {
  await expect
    .poll(() => look(page), { message: `the other side's picture, ${colour} and moving`, timeout: 15_000 })
    .toEqual({ colour, isMoving: true });
}

export async function expectToHear(page: Page, { hertz }: FakeMedia): Promise<void> {
  await expect
    .poll(() => listen(page).then(rounded(hertz)), {
      message: `the other side's tone of ${hertz} Hz`,
      timeout: 15_000,
    })
    .toEqual({ hertz, isPlayed: true });
}

/** Waits until nothing is heard of the other side. */
export async function expectSilence(page: Page): Promise<void> {
  await expect.poll(async () => (await listen(page)).hertz, { message: 'silence of the other side' }).toBe(0);
}

/** Waits until the page shows nothing of the other side that moves. */
export async function expectNoPicture(page: Page): Promise<void> {
  await expect
    .poll(async () => (await look(page)).isMoving, { message: 'no picture of the other side' })
    .toBe(false);
}

/** Whether pictures come in and are shown, whatever is on them. */
export function framesFlow(page: Page): Promise<boolean> {
  return page.evaluate(async (wanted) => {
    const video = document.querySelector<HTMLVideoElement>(wanted);
    if (video === null) return false;
    const before = video.getVideoPlaybackQuality().totalVideoFrames;
    await new Promise((resolve) => setTimeout(resolve, 250));
    return video.getVideoPlaybackQuality().totalVideoFrames > before;
  }, REMOTE);
}

/** What one sees of oneself. */
export function lookAtOneself(page: Page): Promise<Sight> {
  return lookAt(page, OWN);
}

/** What one sees of the other side, over some frames or two thirds of a second, whichever is shorter. */
export function look(page: Page): Promise<Sight> {
  return lookAt(page, REMOTE);
}

/** A heard pitch that is close enough to the expected one counts as that. */
const rounded =
  (hertz: number) =>
  (sound: Sound): Sound =>
    Math.abs(sound.hertz - hertz) <= HERTZ_OFF ? { ...sound, hertz } : sound;

function lookAt(page: Page, selector: string): Promise<Sight> {
  return page.evaluate(async (wanted) => {
    const video = document.querySelector<HTMLVideoElement>(wanted);
    if (video === null || video.videoWidth === 0) return { colour: 'none', isMoving: false } as const;
    const canvas = document.createElement('canvas');
    canvas.width = 80;
    canvas.height = 60;
    const drawing = canvas.getContext('2d', { willReadFrequently: true });
    if (drawing === null) throw new Error('there is no canvas to look with');

    const glance = () => {
      drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
      const sum = { red: 0, green: 0, blue: 0, pixels: 0 };
      const mark = { x: 0, y: 0, pixels: 0 };
      for (let pixel = 0; pixel < data.length / 4; pixel += 1) {
        const [red = 0, green = 0, blue = 0] = data.subarray(pixel * 4, pixel * 4 + 3);
        if (Math.min(red, green, blue) > 160) {
          mark.x += pixel % canvas.width;
          mark.y += Math.floor(pixel / canvas.width);
          mark.pixels += 1;
        } else {
          sum.red += red;
          sum.green += green;
          sum.blue += blue;
          sum.pixels += 1;
        }
      }
      return { sum, mark };
    };
    const nextFrames = () =>
      new Promise<void>((resolve) => {
        let left = 6;
        const count = () => {
          left -= 1;
          if (left === 0) resolve();
          else video.requestVideoFrameCallback(count);
        };
        video.requestVideoFrameCallback(count);
        setTimeout(resolve, 660);
      });

    const before = glance();
    await nextFrames();
    const { sum, mark } = glance();
    const isMoving =
      mark.pixels > 8 &&
      before.mark.pixels > 8 &&
      Math.hypot(
        mark.x / mark.pixels - before.mark.x / before.mark.pixels,
        mark.y / mark.pixels - before.mark.y / before.mark.pixels,
      ) > 1;
    const channels = Object.entries({ red: sum.red, green: sum.green, blue: sum.blue })
      .map(([name, total]) => ({ name: name as 'red' | 'green' | 'blue', value: total / sum.pixels }))
      .sort((one, other) => other.value - one.value);
    const [strongest, second] = channels;
    if (strongest === undefined || second === undefined || sum.pixels === 0) {
      return { colour: 'other', isMoving } as const;
    }
    if (strongest.value < 24) return { colour: 'black', isMoving } as const;
    return { colour: strongest.value - second.value > 80 ? strongest.name : 'other', isMoving } as const;
  }, selector);
}

/** What one hears of the other side, over two thirds of a second or until there is a tone. */
function listen(page: Page): Promise<Sound> {
  return page.evaluate(
    async ([sound, picture]) => {
      const element =
        document.querySelector<HTMLMediaElement>(sound) ?? document.querySelector<HTMLMediaElement>(picture);
      const stream = element?.srcObject;
      if (element === null || !(stream instanceof MediaStream) || stream.getAudioTracks().length === 0) {
        return { hertz: 0, isPlayed: false };
      }
      const isPlayed = !element.paused && !element.muted && element.volume > 0;
      const context = new AudioContext();
      try {
        await context.resume();
        const source = context.createMediaStreamSource(new MediaStream(stream.getAudioTracks()));
        const analyser = new AnalyserNode(context, { fftSize: 8192, smoothingTimeConstant: 0 });
        source.connect(analyser);
        const levels = new Float32Array(analyser.frequencyBinCount);
        const until = performance.now() + 660;
        while (performance.now() < until) {
          await new Promise((resolve) => setTimeout(resolve, 40));
          analyser.getFloatFrequencyData(levels);
          let peak = 0;
          for (let bin = 1; bin < levels.length; bin += 1) {
            if ((levels[bin] ?? -Infinity) > (levels[peak] ?? -Infinity)) peak = bin;
          }
          if ((levels[peak] ?? -Infinity) > -50) {
            return { hertz: (peak * context.sampleRate) / analyser.fftSize, isPlayed };
          }
        }
        return { hertz: 0, isPlayed };
      } finally {
        await context.close();
      }
    },
    [REMOTE_SOUND, REMOTE] as const,
  );
}
