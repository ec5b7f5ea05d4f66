// Makes the tones of a call out of nothing but sums of sines: `npm run sounds`. The same files, byte for byte, come out
// each time with the same lame; they are committed, so only who changes a tone needs it.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const output = fileURLToPath(new URL('../packages/client/sounds', import.meta.url));
const sampleRate = 24_000; // enough for the highest overtone
const decibels = (level) => 10 ** (level / 20);
const [A4, B4, C5, D5, E5, G5, C6] = [440, 493.88, 523.25, 587.33, 659.25, 783.99, 1046.5];
const G4 = A4 * 2 ** (-2 / 12);

mkdirSync(output, { recursive: true });
write('ringback', 32, ringback());
write('incoming', 40, incoming());
write('chime', 48, chime());

/** What a caller hears: a calm double tone, and a long pause. */
function ringback() {
  const sound = silence(4);
  for (const frequency of [G4, B4]) {
    add(sound, 0, 1.2, (t) => {
      // A little warmth, no edge: the octave very softly, and a slow breath.
      const tone = sine(frequency, t) + 0.08 * sine(2 * frequency, t);
      return tone * swell(t, 1.2, 0.06, 0.18) * (1 - 0.06 * (1 + Math.cos(2 * Math.PI * 3 * t)));
    });
  }
  return level(sound, -13);
}

/** What the one who is called hears: bars of wood, twice upwards, the second time to the end. */
function incoming() {
  const sound = silence(3.2);
  const notes = [
    [0, C5, 0.9],
    [0.17, E5, 0.9],
    [0.34, G5, 1],
    [0.95, C5, 0.85],
    [1.12, E5, 0.85],
    [1.29, G5, 0.95],
    [1.46, C6, 1],
  ];
  for (const [start, frequency, strength] of notes) add(sound, start, 1.4, marimba(frequency, strength));
  return level(fadeOut(reverberate(sound, 0.22), 0.5), -3.5);
}

/** To try a speaker with: two notes. */
function chime() {
  const sound = silence(0.9);
  add(sound, 0, 0.6, marimba(D5, 0.8));
  add(sound, 0.16, 0.74, marimba(D5 * 1.5, 1));
  return level(fadeOut(reverberate(sound, 0.15), 0.25), -8);
}

/** A struck bar: its overtones stand at four and ten times the note, and die sooner than it. */
function marimba(frequency, strength) {
  const partials = [
    [1, 1, 0.32],
    [2, 0.12, 0.2],
    [3.98, 0.22, 0.09],
    [9.9, 0.06, 0.03],
  ];
  return (t) => {
    const strike = Math.min(1, t / 0.004);
    const tone = partials.reduce(
      (sum, [ratio, share, decay]) => sum + share * sine(frequency * ratio, t) * Math.exp(-t / decay),
      0,
    );
    return strength * strike * tone;
  };
}

function sine(frequency, t) {
  return Math.sin(2 * Math.PI * frequency * t);
}

/** Comes up and goes down without a corner, so that neither end clicks. */
function swell(t, duration, rise, fall) {
  return ease(t / rise) * ease((duration - t) / fall);
}

/** From 0 to 1 along half a wave. */
function ease(share) {
  return 0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, Math.max(0, share)));
}

function silence(seconds) {
  return new Float64Array(Math.round(seconds * sampleRate));
}

/** Adds a voice, cut at the end of the sound. */
function add(sound, start, duration, voice) {
  const first = Math.round(start * sampleRate);
  const count = Math.min(Math.round(duration * sampleRate), sound.length - first);
  for (let index = 0; index < count; index += 1) sound[first + index] += voice(index / sampleRate);
}

/** A small room: four echoes that feed back, thinned out by two that only blur. */
function reverberate(sound, share) {
  const combs = [0.0297, 0.0371, 0.0411, 0.0437].map((delay) => feedBack(sound, delay, 0.72));
  let room = sound.map((_, index) => combs.reduce((sum, comb) => sum + comb[index], 0) / combs.length);
  for (const delay of [0.005, 0.0017]) room = blur(room, delay, 0.6);
  return sound.map((sample, index) => sample + share * room[index]);
}

function feedBack(sound, delay, gain) {
  const lag = Math.round(delay * sampleRate);
  const echoes = new Float64Array(sound.length);
  for (let index = lag; index < sound.length; index += 1) {
    echoes[index] = sound[index - lag] + gain * echoes[index - lag];
  }
  return echoes;
}

function blur(sound, delay, gain) {
  const lag = Math.round(delay * sampleRate);
  const blurred = new Float64Array(sound.length);
  for (let index = 0; index < sound.length; index += 1) {
    const [before, out] = index < lag ? [0, 0] : [sound[index - lag], blurred[index - lag]];
    blurred[index] = before - gain * sound[index] + gain * out;
  }
  return blurred;
}

/** Down to nothing at the very end: the player puts a short silence between two rounds of a loop. */
function fadeOut(sound, seconds) {
  const duration = sound.length / sampleRate;
  return sound.map((sample, index) => sample * ease((duration - index / sampleRate) / seconds));
}

/** Sets the loudest sample, in decibels below the loudest there can be. */
function level(sound, peak) {
  const loudest = sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return sound.map((sample) => (sample / loudest) * decibels(peak));
}

/** Without a tag in front, which would only tell of the encoder. */
function write(name, kilobits, sound) {
  const samples = Int16Array.from(sound, (sample) => Math.round(sample * 32_767));
  const file = join(output, `${name}.mp3`);
  const args = [
    ...['--quiet', '-r', '-s', String(sampleRate / 1_000), '--bitwidth', '16', '--signed', '--little-endian'],
    ...['-m', 'm', '--resample', String(sampleRate / 1_000), '--cbr', '-b', String(kilobits), '-q', '0'],
    ...['-t', '--noreplaygain', '-', file],
  ];
  try {
    execFileSync('lame', args, { input: new Uint8Array(samples.buffer), stdio: ['pipe', 'ignore', 'pipe'] });
  } catch (cause) {
    const why = cause.code === 'ENOENT' ? 'the program lame is not installed' : String(cause.stderr).trim();
    throw new Error(`cannot make ${name}.mp3: ${why}`, { cause });
  }
}
