import { LiveCallCheck } from './check/live-call-check.ts';
import { LiveCalls } from './live-calls.ts';
import { LiveDevices } from './media/live-devices.ts';
import { LocalMedia } from './media/local-media.ts';
import { LiveRinger } from './media/ringer.ts';
import { ResumeNotes } from './resume-note.ts';
import { CallEnds } from './steps/call-ends.ts';
import type { Surroundings } from './surroundings.ts';

/** Where the choice of devices is kept, for as long as the platform remembers anything. */
const DEVICES_KEY = 'jiggy-care/devices';

/** The one place where the parts of calls meet. */
export function assembleCalls(surroundings: Surroundings): LiveCalls {
  const { connection, rest, clock, platform, windows, session, ...asked } = surroundings;
  const { memory } = platform;
  const devices = new LiveDevices(
    platform,
    memory && { read: () => memory.read(DEVICES_KEY), write: (text) => memory.write(DEVICES_KEY, text) },
  );
  const ringer = new LiveRinger({
    platform,
    ...(windows === undefined ? {} : { windows }),
    speakerId: () => devices.state.get().speakerId,
  });
  return new LiveCalls({
    connection,
    rest,
    clock,
    platform,
    session,
    devices,
    ringer,
    ends: new CallEnds({ connection, rest, clock, memory, userId: () => asked.user()?.id }),
    notes: new ResumeNotes(memory),
    check: new LiveCallCheck({ platform, clock, devices, ringer, rest, ping: () => asked.ping() }),
    uuid: () => asked.uuid(),
    user: () => asked.user(),
    findOther: (conversationId) => asked.findOther(conversationId),
    hold: (conversationId) => asked.hold(conversationId),
    makeMedia: (onFlags) => new LocalMedia({ platform, devices, onFlags }),
    ring: (tone) => ringer.ring(tone),
  });
}
