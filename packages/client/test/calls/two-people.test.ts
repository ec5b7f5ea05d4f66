import { afterEach, describe, expect, test } from 'vitest';
import { makePair, signUp } from '../../../../apps/server/test/support/people.ts';
import { until } from '../../src/index.ts';
import {
  bookToo,
  bothReceive,
  Callers,
  callIn,
  connect,
  leftOpen,
  NOTHING,
  outcomeAt,
} from '../support/callers.ts';
import { serverHere } from '../support/server-here.ts';

const here = serverHere();
const callers = new Callers(here);
afterEach(() => callers.closeAll());

describe('two people', () => {
  test('hear and see each other after one has called and the other accepted', async () => {
    const { pat, con, pair } = await callers.pair();
    const placed = pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    const incoming = await callIn(con, 'incoming');
    await callIn(pat, 'ringing');
    expect([pat.platform.tones.wanted, con.platform.tones.wanted]).toEqual([['ringback'], ['incoming']]);
    expect([con.platform.tracks, pat.platform.peers, con.platform.peers]).toEqual([[], [], []]);
    incoming.accept();
    await Promise.all([callIn(pat, 'live'), callIn(con, 'live')]);
    await bothReceive(pat, con, ['audio', 'video']);
    expect([placed.id, incoming.id]).toEqual([incoming.id, expect.any(String)]);
    expect(leftOpen(pat)).toEqual({ peers: 1, tracks: 2, tones: [] });
    expect(incoming.remote.get()).toMatchObject({ audio: true, video: true, screen: false });
  });

  test.each(['the caller', 'the callee'])('are both free when %s hangs up', async (who) => {
    const { pat, con, pair } = await callers.pair();
    const { placed, incoming } = await connect(pat, con, pair.conversation.id);
    (who === 'the caller' ? placed : incoming).end();
    const [atPat, atCon] = await Promise.all([outcomeAt(pat), outcomeAt(con)]);
    expect(atPat).toEqual({ kind: 'hung-up', by: who === 'the caller' ? 'me' : 'other' });
    expect(atCon).toEqual({ kind: 'hung-up', by: who === 'the caller' ? 'other' : 'me' });
    expect([leftOpen(pat), leftOpen(con)]).toEqual([NOTHING, NOTHING]);
  });

  test('learn why a call was declined', async () => {
    const { pat, con, pair } = await callers.pair();
    pat.calls.place({ conversationId: pair.conversation.id, type: 'audio' });
    (await callIn(con, 'incoming')).decline('In ten minutes');
    expect(await outcomeAt(pat)).toEqual({ kind: 'declined', by: 'other', reason: 'In ten minutes' });
    expect(await outcomeAt(con)).toEqual({ kind: 'declined', by: 'me', reason: 'In ten minutes' });
    expect([leftOpen(pat), leftOpen(con)]).toEqual([NOTHING, NOTHING]);
  });

  test('stop ringing when the caller cancels', async () => {
    const { pat, con, pair } = await callers.pair();
    const placed = pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    await callIn(con, 'incoming');
    placed.end();
    expect(await outcomeAt(con)).toEqual({ kind: 'cancelled', by: 'other' });
    expect(placed.state.get().outcome).toEqual({ kind: 'cancelled', by: 'me' });
    expect([leftOpen(pat), leftOpen(con)]).toEqual([NOTHING, NOTHING]);
  });

  test('who call each other at once talk to each other', async () => {
    const { pat, con, pair } = await callers.pair();
    const wish = { conversationId: pair.conversation.id, type: 'video' } as const;
    const placed = [pat.calls.place(wish), con.calls.place(wish)];
    await Promise.all([callIn(pat, 'live'), callIn(con, 'live')]);
    await bothReceive(pat, con, ['audio', 'video']);
    expect([pat.calls.current.get(), con.calls.current.get()]).toEqual(placed);
    expect([pat.platform.peers.length, con.platform.peers.length]).toEqual([1, 1]);
  });

  test('may end the call while it is being connected', async () => {
    const { pat, con, pair } = await callers.pair();
    pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    const incoming = await callIn(con, 'incoming');
    incoming.accept();
    (await callIn(con, 'connecting')).end();
    expect(await outcomeAt(pat)).toEqual({ kind: 'hung-up', by: 'other' });
    expect([leftOpen(pat), leftOpen(con)]).toEqual([NOTHING, NOTHING]);
  });

  test('may call again at once after a call, either way', async () => {
    const { pat, con, pair } = await callers.pair();
    const { placed } = await connect(pat, con, pair.conversation.id);
    placed.end();
    const again = pat.calls.place({ conversationId: pair.conversation.id, type: 'audio' });
    await until(con.calls.current, (call) => call?.type === 'audio');
    (await callIn(con, 'incoming')).accept();
    await bothReceive(pat, con, ['audio']);
    again.end();
    await callIn(con, 'ended');
    await connect(con, pat, pair.conversation.id);
    await bothReceive(pat, con, ['audio', 'video']);
  });

  test.each(['the caller', 'the callee'])(
    'see each other in a call without picture once %s turns a camera on',
    async (who) => {
      const { pat, con, pair } = await callers.pair();
      const { placed, incoming } = await connect(pat, con, pair.conversation.id, 'audio');
      await bothReceive(pat, con, ['audio']);
      const [from, own, other] = who === 'the caller' ? [pat, placed, incoming] : [con, incoming, placed];
      expect(await own.setCamera(true)).toBeUndefined();
      await (from === pat ? con : pat).platform.receives('video', from.person.role);
      await until(other.remote, ({ video }) => video);
      expect([pat.platform.peers.length, con.platform.peers.length]).toEqual([1, 1]);
    },
  );

  test('hear of a muted microphone and of a camera that is off', async () => {
    const { pat, con, pair } = await callers.pair();
    const { placed, incoming } = await connect(pat, con, pair.conversation.id);
    placed.setMuted(true);
    await until(incoming.remote, ({ audio, video }) => !audio && video);
    await placed.setCamera(false);
    await until(incoming.remote, ({ audio, video }) => !audio && !video);
    expect(pat.platform.openTracks.map(({ kind }) => kind)).toEqual(['audio']);
    await placed.setCamera(true);
    await con.platform.receives('video', 'patient');
    await until(incoming.remote, ({ video }) => video);
  });
});

describe('who is called', () => {
  test('is busy while in another call, and goes on undisturbed', async () => {
    const { pat, con, pair } = await callers.pair();
    await connect(pat, con, pair.conversation.id);
    const third = await callers.open(await signUp(here.server, 'patient'));
    const conversation = await bookToo(third.person, pair.consultant);
    await third.client.inbox.refresh();
    third.calls.place({ conversationId: conversation.id, type: 'video' });
    expect(await outcomeAt(third)).toEqual({ kind: 'busy' });
    expect([leftOpen(third), con.platform.tones.wanted]).toEqual([NOTHING, []]);
    await bothReceive(pat, con, ['audio', 'video']);
  });

  test('is offline without any device', async () => {
    const pair = await makePair(here.server);
    const pat = await callers.open(pair.patient);
    pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    expect(await outcomeAt(pat)).toEqual({ kind: 'offline' });
    expect(leftOpen(pat)).toEqual(NOTHING);
  });

  test('answers on one device, and the other stops ringing', async () => {
    const { pat, con, pair } = await callers.pair();
    const phone = await callers.open(pair.consultant);
    pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    const [atDesk, atPhone] = await Promise.all([callIn(con, 'incoming'), callIn(phone, 'incoming')]);
    atPhone.accept();
    expect(await outcomeAt(con)).toEqual({ kind: 'answered-elsewhere', by: 'me' });
    await Promise.all([callIn(pat, 'live'), callIn(phone, 'live')]);
    await bothReceive(pat, phone, ['audio', 'video']);
    atDesk.end();
    expect([leftOpen(con), atPhone.state.get().phase]).toEqual([NOTHING, 'live']);
  });

  test('answers on two devices at once, and one of them has the call', async () => {
    const { pat, con, pair } = await callers.pair();
    const phone = await callers.open(pair.consultant);
    pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    for (const call of await Promise.all([callIn(con, 'incoming'), callIn(phone, 'incoming')])) call.accept();
    const winner = await Promise.race([
      callIn(con, 'live').then(() => con),
      callIn(phone, 'live').then(() => phone),
    ]);
    const loser = winner === con ? phone : con;
    expect(await outcomeAt(loser)).toEqual({ kind: 'answered-elsewhere', by: 'me' });
    await bothReceive(pat, winner, ['audio', 'video']);
    expect(leftOpen(loser)).toEqual(NOTHING);
  });

  test('declines on one device for all of them', async () => {
    const { pat, con, pair } = await callers.pair();
    const phone = await callers.open(pair.consultant);
    pat.calls.place({ conversationId: pair.conversation.id, type: 'video' });
    await callIn(con, 'incoming');
    (await callIn(phone, 'incoming')).decline();
    expect(await outcomeAt(con)).toEqual({ kind: 'declined-elsewhere', by: 'me' });
    expect(await outcomeAt(pat)).toEqual({ kind: 'declined', by: 'other' });
  });
});
