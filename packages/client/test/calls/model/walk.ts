import { faultsAtRest, faultsNow } from './invariants.ts';
import { NAMES, type Name } from './people.ts';
import { type Step, type Story, settle, World } from './world.ts';

export interface Walked {
  /** Different situations that were reached. */
  readonly situations: number;
  /** Orders that lead through them, from the first step to where nothing is left to happen. */
  readonly orders: bigint;
  /** How often each end was reached, as both see it. */
  readonly ends: ReadonlyMap<string, number>;
}

/** A way to somewhere where something is wrong. */
class WrongOrder extends Error {
  override readonly name = 'WrongOrder';

  constructor(
    readonly faults: readonly string[],
    readonly log: readonly string[],
  ) {
    super(`${faults.join('\n')}\nafter:\n  ${log.join('\n  ')}`);
  }
}

/** What a step has made of a situation. */
interface Taken {
  readonly to: string;
  /** What was added to the history of each part. */
  readonly added: readonly string[];
}

/**
 * Walks through every order in which a story can happen. Situations that cannot be told apart are walked on from
 * once: orders differ in vain where they only exchange steps that do not concern each other.
 *
 * @throws WrongOrder with the shortest order found that goes wrong
 */
export async function walkAll(story: Story): Promise<Walked> {
  return new Walk(story).run();
}

class Walk {
  /** Situations with the number of orders that lead on from them. */
  private readonly known = new Map<string, bigint>();
  private readonly taken = new Map<string, Taken>();
  private readonly ends = new Map<string, number>();
  private readonly strays: string[] = [];
  private wrong: WrongOrder | undefined;
  private shortest = Number.POSITIVE_INFINITY;

  constructor(private readonly story: Story) {}

  async run(): Promise<Walked> {
    const stray = (reason: unknown) => void this.strays.push(`nobody catches: ${reason}`);
    process.on('unhandledRejection', stray);
    try {
      const orders = await this.walk(await World.open(this.story), []);
      if (this.wrong !== undefined) throw this.wrong;
      return { situations: this.known.size, orders, ends: this.ends };
    } finally {
      process.off('unhandledRejection', stray);
    }
  }

  /** @param from where the last step of the path began */
  private async walk(world: World, path: readonly Step[], from?: string): Promise<bigint> {
    const { key } = world;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    if (path.length >= this.shortest) return 0n;
    const options = world.options();
    const faults = [...faultsNow(world), ...this.strays.splice(0)];
    if (world.isQuiet) faults.push(...faultsAtRest(world));
    if (options.length === 0 && faults.length === 0) faults.push(...(await this.end(world)));
    if (faults.length > 0) this.found(faults, world, path);
    const orders = faults.length > 0 ? 0n : await this.walkOn({ world, key, path, from, options });
    this.known.set(key, orders);
    return orders;
  }

  private async walkOn(here: {
    readonly world: World;
    readonly key: string;
    readonly path: readonly Step[];
    readonly from: string | undefined;
    readonly options: readonly Step[];
  }): Promise<bigint> {
    const { key, path, from, options } = here;
    if (options.length === 0) return 1n;
    let orders = 0n;
    let unused: World | undefined = here.world;
    for (const option of options) {
      const last = path.at(-1);
      const foreseen =
        from === undefined || last === undefined ? undefined : this.foresee(from, last, option);
      if (foreseen !== undefined) {
        this.taken.set(`${key}>${option}`, foreseen);
        orders += this.known.get(foreseen.to) ?? 0n;
        continue;
      }
      const next: World = unused ?? (await replay(this.story, path));
      unused = undefined;
      const before = { ...next.history };
      await next.take(option);
      this.taken.set(`${key}>${option}`, { to: next.key, added: added(before, next.history) });
      orders += await this.walk(next, [...path, option], key);
    }
    return orders;
  }

  /**
   * Where an option leads that was there before the last step, too, if the two do not concern each other: then it is
   * the same to take them the other way round, which was done before.
   */
  private foresee(from: string, last: Step, option: Step): Taken | undefined {
    const first = this.taken.get(`${from}>${option}`);
    const second = this.taken.get(`${from}>${last}`);
    const both = first && this.taken.get(`${first.to}>${last}`);
    if (first === undefined || second === undefined || both === undefined) return undefined;
    const isApart = first.added.every((one, part) => one === '' || second.added[part] === '');
    const isSame = second.added.every((one, part) => one === both.added[part]);
    return isApart && isSame && this.known.has(both.to) ? { to: both.to, added: first.added } : undefined;
  }

  /** The end of an order. @returns what goes wrong when much time passes after it */
  private async end(world: World): Promise<string[]> {
    const end = NAMES.map((name) => spoken(world, name)).join(', ');
    this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
    const before = phases(world);
    if (world.server.live?.status === 'ringing') return [];
    await world.clock.pass(120_000);
    await settle();
    return [
      ...(before === phases(world) ? [] : [`long after it they are ${phases(world)}`]),
      ...faultsNow(world),
      ...faultsAtRest(world),
      ...this.strays.splice(0),
    ];
  }

  private found(faults: readonly string[], world: World, path: readonly Step[]): void {
    this.wrong = new WrongOrder(faults, world.log);
    this.shortest = path.length;
  }
}

/** The situation after these steps. */
async function replay(story: Story, path: readonly Step[]): Promise<World> {
  const world = await World.open(story);
  for (const step of path) await world.take(step);
  return world;
}

function added(before: World['history'], after: World['history']): string[] {
  return ([...NAMES, 'server'] as const).map((part) => after[part].slice(before[part].length));
}

const phases = ({ people }: World) => NAMES.map((name) => people[name].phase).join(' and ');

function spoken({ people }: World, name: Name): string {
  const { outcome, phase } = people[name];
  if (outcome === undefined) return `${name} ${phase}`;
  return `${name} ${outcome.kind}${outcome.by === undefined ? '' : ` by ${outcome.by}`}`;
}
