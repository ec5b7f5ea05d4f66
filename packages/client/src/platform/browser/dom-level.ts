import type { MediaStreamLike } from '../call-platform.ts';
import { onGesture } from './dom-gesture.ts';
import { unlessBlocked } from './unless-blocked.ts';

const EVERY_MS = 66;
/** What counts as silence and as loud, in decibels of full scale: a room at night, and a voice close by. */
const SILENT_DB = -60;
const LOUD_DB = -12;

/**
 * Tells how loud a stream is, about 15 times a second, for a meter beside a microphone.
 *
 * @param listener hears 0 (silent) to 1 (loud); always 0 for a stream without sound
 * @returns the way to stop; the stream itself goes on
 */
export function listenToLevel(stream: MediaStreamLike, listener: (level: number) => void): () => void {
  const tracks = stream.getTracks().filter(({ kind }) => kind === 'audio');
  const context = tracks.length === 0 ? undefined : unlessBlocked(() => new AudioContext());
  if (context === undefined) {
    listener(0);
    return () => {};
  }
  const source = context.createMediaStreamSource(new MediaStream(tracks as MediaStreamTrack[]));
  const analyser = context.createAnalyser();
  source.connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(wave);
    listener(toLevel(wave));
  }, EVERY_MS);
  // Before the first click or key the browser keeps it suspended, and it hears nothing.
  const stopWaiting = onGesture(() => void context.resume().catch(() => {}));
  return () => {
    clearInterval(timer);
    stopWaiting();
    source.disconnect();
    void context.close();
  };
}

/** Ears hear ratios, so a meter in decibels moves as the voice is felt. */
function toLevel(wave: Float32Array): number {
  const power = wave.reduce((sum, value) => sum + value * value, 0) / wave.length;
  const decibels = 10 * Math.log10(Math.max(power, 1e-12));
  return Math.min(1, Math.max(0, (decibels - SILENT_DB) / (LOUD_DB - SILENT_DB)));
}
