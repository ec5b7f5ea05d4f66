import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a fake camera films and a fake microphone hears: a colour with a white mark that wanders, and a tone. */
export interface FakeMedia {
  readonly colour: Colour;
  /** Pitch of the tone. */
  readonly hertz: number;
}

export type Colour = 'red' | 'blue' | 'green';

export const PATIENT_MEDIA: FakeMedia = { colour: 'red', hertz: 440 };
export const CONSULTANT_MEDIA: FakeMedia = { colour: 'blue', hertz: 660 };

/**
 * Makes the files for Chromium's fake devices.
 *
 * @returns the flags with which Chromium uses them; they hold for a whole browser, so each side needs one of its own
 */
export function fakeMediaFlags({ colour, hertz }: FakeMedia, directory: string): string[] {
  mkdirSync(directory, { recursive: true });
  const picture = join(directory, `${colour}.y4m`);
  const sound = join(directory, `${hertz}.wav`);
  writeFileSync(picture, movingPicture(colour));
  writeFileSync(sound, beeps(hertz));
  return [
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${picture}`,
    `--use-file-for-fake-audio-capture=${sound}`,
  ];
}

const WIDTH = 320;
const HEIGHT = 240;
const FRAMES_PER_SECOND = 20;
const FRAMES = 2 * FRAMES_PER_SECOND;
const MARK = 48;
const WHITE = 235;
const NO_COLOUR = 128;

/** As YUV has them: brightness, blueness, redness. */
const YUV: Readonly<Record<Colour, readonly [number, number, number]>> = {
  red: [81, 90, 240],
  blue: [41, 240, 110],
  green: [145, 54, 34],
};

/** Two seconds of a coloured picture through which a white square goes round, as a y4m file. */
function movingPicture(colour: Colour): Buffer {
  const [y, u, v] = YUV[colour];
  const frames = Array.from({ length: FRAMES }, (_, frame) => {
    const angle = (2 * Math.PI * frame) / FRAMES;
    // even places, because a pixel of colour covers two of brightness each way
    const left = 2 * Math.round((WIDTH - MARK) / 4 + (WIDTH / 6) * Math.cos(angle));
    const top = 2 * Math.round((HEIGHT - MARK) / 4 + (HEIGHT / 6) * Math.sin(angle));
    return Buffer.concat([
      Buffer.from('FRAME\n'),
      plane(WIDTH, HEIGHT, y, { left, top, size: MARK, value: WHITE }),
      plane(WIDTH / 2, HEIGHT / 2, u, { left: left / 2, top: top / 2, size: MARK / 2, value: NO_COLOUR }),
      plane(WIDTH / 2, HEIGHT / 2, v, { left: left / 2, top: top / 2, size: MARK / 2, value: NO_COLOUR }),
    ]);
  });
  const head = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`;
  return Buffer.concat([Buffer.from(head), ...frames]);
}

interface Square {
  readonly left: number;
  readonly top: number;
  readonly size: number;
  readonly value: number;
}

function plane(
  width: number,
  height: number,
  value: number,
  { left, top, size, value: mark }: Square,
): Buffer {
  const pixels = Buffer.alloc(width * height, value);
  for (let row = top; row < top + size; row += 1) {
    pixels.fill(mark, row * width + left, row * width + left + size);
  }
  return pixels;
}

const SAMPLES_PER_SECOND = 48_000;
const LOUDNESS = 0.5 * 32_767;

/** A second of a tone as a wav file. It pauses twice: what never changes is taken for noise and filtered out. */
function beeps(hertz: number): Buffer {
  const samples = Buffer.alloc(SAMPLES_PER_SECOND * 2);
  for (let at = 0; at < SAMPLES_PER_SECOND; at += 1) {
    const isPause = at % (SAMPLES_PER_SECOND / 2) > SAMPLES_PER_SECOND * 0.35;
    const value = isPause ? 0 : LOUDNESS * Math.sin((2 * Math.PI * hertz * at) / SAMPLES_PER_SECOND);
    samples.writeInt16LE(Math.round(value), at * 2);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20); // plain samples
  head.writeUInt16LE(1, 22); // one channel
  head.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  head.writeUInt32LE(SAMPLES_PER_SECOND * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
