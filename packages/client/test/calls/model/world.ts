import { FakeClock } from '../../../src/testing/fake-clock.ts';
import { FakeNet } from '../../../src/testing/fake-net.ts';
import { ExamplePerson } from './example-person.ts';
import type { Action, Party } from './party.ts';
import { NAMES, type Name } from './people.ts';
import { Person } from './person.ts';
import { answerOf } from './rest.ts';
import { RuleServer } from './rule-server.ts';
import { Wires } from './wires.ts';

export interface Story {
  /** `live`: Ada has called and Ben has accepted, all in good order, before the story begins. */
  readonly begins?: 'live';
  /** What each person may do, each of it once and in any order, as soon as it is possible. */
  readonly may: Readonly<Record<Name, readonly Action[]>>;
  /** Who has a client in the manner of the document's example; the other one has the SDK. */
  readonly example?: Name;
  readonly type?: 'video' | 'audio';
  /** Whether the browsers ask before they give camera and microphone. */
  readonly asksForMedia?: boolean;
  /** Whether the ring may come to its end by itself. */
  readonly ringExpires?: boolean;
  /** Whether the server lets candidates wait, as it does for clients like the document's example. */
  readonly holdsCandidates?: boolean;
  /** Whether the answers that name the ICE servers come when the order says so. */
  readonly slowIceServers?: boolean;
  readonly candidatesPerSide?: number;
  /** Whether a peer tells of its candidates before anyone knows of the description that they belong to. */
  readonly findsCandidatesEarly?: boolean;
  /** Whether what was under way when a peer was closed is refused, instead of never settling. */
  readonly refusesOnClose?: boolean;
  /** Makes these operations of the peers take their time: they end when the order says so. */
  readonly slow?: RegExp;
}

/** One thing that can happen next. */
export type Step =
  | `${Name} → server`
  | `server → ${Name}`
  | `${Name}: ${Action}`
  | `${Name} goes on`
  | 'the ring is over';

/** Time passes in such pieces, so that what happens in one is heard of before the next. */
const STEP_MS = 250;

/** Ada, Ben, the server between them and everything that is on its way. Nothing happens but by `take`. */
export class World {
  readonly clock = new FakeClock();
  readonly net = new FakeNet();
  readonly server: RuleServer;
  readonly wires: Wires;
  readonly people: Readonly<Record<Name, Party>>;
  /** What has happened to each part, in its own order: where these are equal, everything is. */
  readonly history = { ada: '', ben: '', server: '' };
  /** In words, for whoever reads of a failure. */
  readonly log: string[] = [];
  /** Whether a page was lost without a last word: then the server cannot know that its call is lost, too. */
  hasLostPage = false;
  private readonly held: Record<Name, (() => void)[]> = { ada: [], ben: [] };
  private readonly left: Record<Name, Action[]> = { ada: [], ben: [] };
  private mayExpire: boolean;

  private constructor(readonly story: Story) {
    this.mayExpire = story.ringExpires ?? false;
    this.net.candidatesPerSide = story.candidatesPerSide ?? 1;
    this.net.findsCandidatesEarly = story.findsCandidatesEarly ?? false;
    if (story.refusesOnClose === true) this.net.onClose = 'refuse';
    this.server = new RuleServer({
      now: () => this.clock.now(),
      queuesCandidates: (name) => story.holdsCandidates !== true && story.example !== name,
      tell: (socketId, told) => this.wires.tell(socketId, told),
    });
    this.wires = new Wires({
      server: this.server,
      onServerHears: (name, what) => {
        this.history.server += name[0];
        this.log.push(`${name} → server ${what}`);
      },
      onPersonHears: (name, what) => {
        this.history[name] += 'd';
        this.log.push(`server → ${name} ${what}`);
      },
    });
    const make = (name: Name) => (name === story.example ? this.makeExample(name) : this.makePerson(name));
    this.people = { ada: make('ada'), ben: make('ben') };
  }
  /** Both are connected and know of each other. */
  static async open(story: Story): Promise<World> {
    const world = new World(story);
    await settle();
    if (story.begins === 'live') await world.connect();
    world.begin();
    return world;
  }

  /** Everything that can happen next. */
  options(): Step[] {
    const options: Step[] = [];
    for (const name of NAMES) {
      if (this.wires.isOnTheWayFrom(name)) options.push(`${name} → server`);
      if (this.wires.isOnTheWayTo(name)) options.push(`server → ${name}`);
      if (this.held[name].length > 0) options.push(`${name} goes on`);
    }
    for (const name of NAMES)
      for (const action of new Set(this.left[name]))
        if (this.people[name].can(action)) options.push(`${name}: ${action}`);
    if (this.mayExpire && this.server.live?.status === 'ringing') options.push('the ring is over');
    return options;
  }

  /** Whether nothing is on its way: what is left to happen is up to the two people. */
  get isQuiet(): boolean {
    return NAMES.every(
      (name) =>
        !this.wires.isOnTheWayFrom(name) && !this.wires.isOnTheWayTo(name) && this.held[name].length === 0,
    );
  }

  async take(step: Step): Promise<void> {
    this.perform(step);
    await settle();
    while (this.wires.letRide()) await settle();
  }

  async loseServer(name: Name): Promise<void> {
    this.wires.lose(name);
    await settle();
  }

  /** @param isHeard whether the last word of the old page arrives */
  async reload(name: Name, isHeard: boolean): Promise<void> {
    const person = this.people[name];
    if (!(person instanceof Person)) throw new Error('cannot reload the page: it is not one of the SDK');
    person.hidePage();
    while (isHeard && this.wires.isOnTheWayFrom(name)) this.wires.serverHears(name);
    this.hasLostPage ||= !isHeard || this.wires.cutOff.has(name);
    await this.loseServer(name);
    person.openNewPage();
    await settle();
  }

  /** Lets time pass, and with it whatever arrives in the meantime. */
  async passTime(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      await this.clock.pass(Math.min(left, STEP_MS));
      this.server.timePassed();
      await this.deliverAll();
    }
  }

  async deliverAll(): Promise<void> {
    for (let isDone = false; !isDone; ) {
      isDone = true;
      for (const name of NAMES) {
        if (this.wires.isOnTheWayFrom(name)) this.wires.serverHears(name);
        else if (this.wires.isOnTheWayTo(name)) this.wires.personHears(name);
        else continue;
        isDone = false;
        await settle();
      }
    }
  }

  /** Equal for two worlds of one story that cannot be told apart. */
  get key(): string {
    const { ada, ben, server } = this.history;
    return `${ada}|${ben}|${server}`;
  }

  private async connect(): Promise<void> {
    Object.assign(this.left, { ada: ['place'], ben: ['accept'] });
    for (let next = this.options()[0]; next !== undefined; next = this.options()[0]) await this.take(next);
    this.log.length = 0;
  }

  private begin(): void {
    const { may, slow } = this.story;
    Object.assign(this.left, { ada: [...may.ada], ben: [...may.ben] });
    if (slow === undefined) return;
    this.net.hold = (peer, operation) => {
      const name = this.people.ada.peers.includes(peer) ? 'ada' : 'ben';
      if (!slow.test(operation)) return undefined;
      return this.pause(name);
    };
  }

  /** Resolves when the order says so. */
  private pause(name: Name): Promise<void> {
    return new Promise((resolve) => this.held[name].push(resolve));
  }

  private makePerson(name: Name): Person {
    const { type = 'video', asksForMedia = false, slowIceServers = false } = this.story;
    return new Person({
      name,
      clock: this.clock,
      net: this.net,
      open: this.wires.openerOf(name),
      type,
      asksForMedia,
      rest: async (path) => {
        if (this.wires.cutOff.has(name)) throw new TypeError('fetch failed');
        if (slowIceServers && path === '/chat/ice-servers') await this.pause(name);
        return answerOf(this.server, name, path);
      },
      onLink: () => {
        this.history[name] += 'l';
      },
    });
  }

  private makeExample(name: Name): ExamplePerson {
    const onLink = () => {
      this.history[name] += 'l';
    };
    return new ExamplePerson({ name, net: this.net, open: this.wires.openerOf(name), onLink });
  }

  private perform(step: Step): void {
    const [, name, action] = /^(ada|ben): (.+)$/.exec(step) ?? [];
    if (step === 'the ring is over') {
      this.mayExpire = false;
      this.history.server += 'x';
      this.log.push(step);
      this.server.ringExpires();
    } else if (name !== undefined && action !== undefined) this.act(name as Name, action as Action);
    else
      for (const one of NAMES) {
        if (step === `${one} → server`) this.wires.serverHears(one);
        if (step === `server → ${one}`) this.wires.personHears(one);
        if (step === `${one} goes on`) {
          this.history[one] += 'o';
          this.log.push(step);
          this.held[one].shift()?.();
        }
      }
  }

  private act(name: Name, action: Action): void {
    this.left[name].splice(this.left[name].indexOf(action), 1);
    this.history[name] += `(${action})`;
    this.log.push(`${name}: ${action}`);
    this.people[name].act(action);
  }
}

/** Lets everything run that waits for nothing but its turn: no part of the SDK may need more. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
