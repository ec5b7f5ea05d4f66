import { type Name, otherThan } from './people.ts';
import type { World } from './world.ts';

/** What someone in a live call should hear, see or be shown, and is not. */
export function unheard({ net, people }: World, name: Name): string[] {
  const [peer, ...more] = people[name].openPeers;
  if (peer === undefined || more.length > 0)
    return [`${name} has ${more.length + (peer ? 1 : 0)} peer connections`];
  const faults: string[] = [];
  const { hasCamera } = people[otherThan(name)];
  if (net.received(peer, 'audio') === undefined) faults.push(`${name} does not hear the other`);
  const isSeen = net.received(peer, 'video') !== undefined;
  if (isSeen !== hasCamera)
    faults.push(
      `${name} ${isSeen ? 'sees' : 'does not see'} the other, whose camera is ${hasCamera ? 'on' : 'off'}`,
    );
  const { shown } = people[name];
  if (shown?.audio === false) faults.push(`${name} is shown no sound`);
  if (shown !== undefined && shown.video !== isSeen)
    faults.push(`${name} is shown ${shown.video ? 'a' : 'no'} picture`);
  return faults;
}

/** Whether the two have not agreed on the very same descriptions. */
export function apart({ people }: World, name: Name): string[] {
  const [own] = people[name].openPeers;
  const [other] = people[otherThan(name)].openPeers;
  if (own === undefined || other === undefined) return [];
  if (own.signalingState !== 'stable') return [`the peer of ${name} is in ${own.signalingState}`];
  const isSame = own.localDescription?.sdp === other.remoteDescription?.sdp;
  return isSame ? [] : [`what ${name} said last is not what the other has taken`];
}

/** What someone has open who is in no call. */
export function leftOpen({ people }: World, name: Name): string[] {
  const { platform, openPeers, phase } = people[name];
  const faults: string[] = [];
  const isAsked = phase === 'calling' && platform.isAsking;
  if (phase !== 'none' && phase !== 'ended' && !isAsked)
    faults.push(`there is no call, but ${name} is ${phase}`);
  if (openPeers.length > 0) faults.push(`${name} has an open peer connection`);
  if (platform.openTracks.length > 0) faults.push(`a camera or microphone of ${name} is open`);
  if (platform.tones.wanted.length > 0) faults.push(`${name} hears ${platform.tones.wanted.join()}`);
  return faults;
}
