import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ANN, BOB, CallDesk } from '../testing/call-desk.ts';
import type { Account } from '../wire.ts';

type Seat = ReturnType<CallDesk['sit']>;

const ACTIONS = [
  'place',
  'accept',
  'decline',
  'end',
  'down',
  'up',
  'reload',
  'camera',
  'mute',
  'share',
  'deny',
  'allow',
  'wake',
] as const;
const WORLD = ['cut', 'heal', 'heal elsewhere', 'give up', 'rest down', 'rest up'] as const;

/** Two people and everything that may happen to them. */
class Story {
  readonly desk = new CallDesk();
  private seats: Record<'ann' | 'bob', Seat> = { ann: this.desk.sit(ANN), bob: this.desk.sit(BOB) };
  readonly all: Seat[] = Object.values(this.seats);

  async act(who: 'ann' | 'bob', action: (typeof ACTIONS)[number]): Promise<void> {
    const seat = this.seats[who];
    const { call, connection, platform } = seat;
    const isLive = call !== undefined && seat.state?.phase !== 'ended';
    if (action === 'place' && !isLive) seat.place();
    if (action === 'accept') call?.accept();
    if (action === 'decline') call?.decline('no');
    if (action === 'end') call?.end();
    if (action === 'down' && connection.transport !== undefined) connection.goDown();
    if (action === 'up' && connection.transport === undefined) this.desk.comeBack(this.accountOf(who));
    if (action === 'reload') this.reload(who);
    if (action === 'camera') void call?.setCamera(call.local.get().camera !== 'on');
    if (action === 'mute') call?.setMuted(true);
    if (action === 'share') void call?.shareScreen();
    if (action === 'deny') platform.camera = 'asking';
    if (action === 'allow') platform.answer();
    if (action === 'wake') connection.wake();
  }

  around(what: (typeof WORLD)[number]): void {
    const { net } = this.desk;
    if (what === 'cut') net.cut();
    if (what === 'heal') net.heal();
    if (what === 'heal elsewhere') net.healElsewhere();
    if (what === 'give up') net.giveUp();
    if (what === 'rest down') this.desk.isRestDown = true;
    if (what === 'rest up') this.desk.isRestDown = false;
  }

  /** Everything works again; whoever can hangs up. */
  async settle(): Promise<void> {
    this.desk.isRestDown = false;
    this.desk.net.heal();
    for (const who of ['ann', 'bob'] as const) {
      await this.act(who, 'allow');
      await this.act(who, 'up');
    }
    await this.pass(1_000);
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left >= 0; left -= 2_000) {
      await this.desk.clock.pass(Math.min(left, 2_000));
      this.desk.review();
    }
  }

  get phases() {
    return (['ann', 'bob'] as const).map((who) => this.seats[who].state?.phase ?? 'none');
  }

  private accountOf(who: 'ann' | 'bob'): Account {
    return who === 'ann' ? ANN : BOB;
  }

  private reload(who: 'ann' | 'bob'): void {
    const { platform, memory, connection } = this.seats[who];
    platform.hidePage();
    if (connection.transport !== undefined) connection.goDown();
    connection.transport = undefined;
    const seat = this.desk.sit(this.accountOf(who), { memory });
    this.seats[who] = seat;
    this.all.push(seat);
    this.desk.comeBack(this.accountOf(who));
  }
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      who: fc.constantFrom('ann' as const, 'bob' as const),
      action: fc.constantFrom(...ACTIONS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ around: fc.constantFrom(...WORLD) }) },
);
const story = fc.array(fc.record({ step, waitMs: fc.constantFrom(0, 0, 10, 300, 3_000, 12_000) }), {
  minLength: 4,
  maxLength: 30,
  size: 'max',
});

test('whatever happens, no call goes on at one side alone, and nothing is left of one that is over', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      const tale = new Story();
      await tale.act('ann', 'place');
      await tale.desk.clock.pass(50);
      for (const { step: one, waitMs } of steps) {
        if ('around' in one) tale.around(one.around);
        else await tale.act(one.who, one.action);
        await tale.pass(waitMs);
      }
      await tale.settle();
      await tale.pass(120_000);
      const [anns, bobs] = tale.phases;
      const isCall = tale.desk.live?.status === 'active';
      if (isCall) expect([anns, bobs]).toEqual(['live', 'live']);
      else
        for (const phase of [anns, bobs]) expect(['none', 'ended', 'ringing', 'incoming']).toContain(phase);
      for (const who of ['ann', 'bob'] as const) await tale.act(who, 'end');
      await tale.pass(70_000);
      expect(tale.phases.every((phase) => phase === 'none' || phase === 'ended')).toBe(true);
      expect(tale.desk.live).toBeUndefined();
      expect(tale.desk.net.open).toEqual([]);
      expect(tale.desk.clock.waiting).toBe(0);
      for (const { platform, held } of tale.all) {
        expect(platform.openTracks).toEqual([]);
        expect(platform.tones.wanted).toEqual([]);
        expect(held).toBe(0);
      }
    }),
    { numRuns: 100 },
  );
}, 120_000);
