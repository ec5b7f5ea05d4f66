import { ANN, BOB, CallDesk } from './call-desk.ts';

/** Ann and Bob at their pages; nobody calls. */
export function sitDown() {
  const desk = new CallDesk();
  return { desk, ann: desk.sit(ANN), bob: desk.sit(BOB) };
}

/** Ann calls, and it rings at Bob. */
export async function ringing(type: 'video' | 'audio' = 'video') {
  const room = sitDown();
  room.ann.place(type);
  await room.desk.clock.pass(100);
  return room;
}

/** Ann has called, Bob has accepted, and they are connected. */
export async function inCall(type: 'video' | 'audio' = 'video') {
  const room = await ringing(type);
  room.bob.call?.accept();
  await room.desk.clock.pass(100);
  return room;
}
