/** What a core is spent on, as it was measured. Milliseconds of one core. */
export interface Costs {
  /** For each socket and minute: pings, and what looks after it. */
  readonly socketMsPerMin: ServerAndDatabase;
  /** Each second in which there is a load at all, however small. */
  readonly baseMsPerS: ServerAndDatabase;
  /** For each message more. */
  readonly messageMs: ServerAndDatabase;
  /** For each ring with its end. */
  readonly ringMs: ServerAndDatabase;
  /** For each message that another node tells of. */
  readonly foreignMs: number;
  /** Bytes of memory for each socket. */
  readonly socketBytes: number;
  /** Bytes on the database's disk for each message, its indexes too. */
  readonly messageBytes: number;
}

export interface ServerAndDatabase {
  readonly server: number;
  readonly database: number;
}

/** What happens at one moment. */
export interface Load {
  readonly sockets: number;
  readonly messagesPerS: number;
  readonly ringsPerS: number;
}

/** How people behave. All of it is assumed, and to be changed. */
export interface Habits {
  /** Share of the patients who are connected in the busiest hour. */
  readonly onlineShare: number;
  /** Connected consultants for each connected patient. */
  readonly consultantsPerPatient: number;
  /** Messages that a patient and the consultant write in a day, for each patient. */
  readonly messagesPerDay: number;
  /** Calls for each patient in a day. */
  readonly callsPerDay: number;
  /** Share of a day's messages and calls that the busiest hour has. */
  readonly busiestHourShare: number;
  /** How much more a second in it may bring than its mean. */
  readonly burst: number;
  readonly callMinutes: number;
  /** Share of calls that need the relay. */
  readonly relayedShare: number;
  /** Mbit/s of a relayed call, one way and the other, in and out together. */
  readonly relayedMbitPerS: number;
  /** How full a core may be: the rest is for a node that fails, and for what comes back at once. */
  readonly fill: number;
}

export interface Machines extends Load {
  /** Each is one process, and so one core. */
  readonly nodes: number;
  readonly nodeMemoryGiB: number;
  /** Of what each node does, the part that is hearing what concerns the others. */
  readonly hearingShare: number;
  readonly databaseCores: number;
  readonly databaseGiBPerYear: number;
  readonly callsAtOnce: number;
  readonly relayGbitPerS: number;
}

const PROCESS_GIB = 0.25;
const MAX_NODES = 100_000;

/** Cores that a load takes, on one node without others. */
export function coresFor(costs: Costs, { sockets, messagesPerS, ringsPerS }: Load): ServerAndDatabase {
  const of = (part: keyof ServerAndDatabase): number =>
    ((costs.socketMsPerMin[part] * sockets) / 60 +
      costs.baseMsPerS[part] +
      costs.messageMs[part] * messagesPerS +
      costs.ringMs[part] * ringsPerS) /
    1_000;
  return { server: of('server'), database: of('database') };
}

/** What so many patients do in the busiest seconds of a day. */
export function loadOf(patients: number, habits: Habits): Load {
  const { onlineShare, consultantsPerPatient, messagesPerDay, callsPerDay } = habits;
  const peakPerS = (habits.busiestHourShare / 3_600) * habits.burst;
  return {
    sockets: patients * onlineShare * (1 + consultantsPerPatient),
    messagesPerS: patients * messagesPerDay * peakPerS,
    ringsPerS: patients * callsPerDay * peakPerS,
  };
}

/**
 * The machines that so many patients need.
 *
 * @param hearsAll whether each node hears what all others say, as it does, or only what concerns its own people
 */
export function machinesFor(patients: number, habits: Habits, costs: Costs, hearsAll = true): Machines {
  const load = loadOf(patients, habits);
  const nodes = findNodes(load, habits, costs, hearsAll);
  const hearing = hearsAll ? hearingCores(load, costs, nodes) : 0;
  const ratePerS = (patients * habits.callsPerDay * habits.busiestHourShare) / 3_600;
  const callsAtOnce = ratePerS * habits.callMinutes * 60;
  return {
    ...load,
    nodes,
    nodeMemoryGiB: PROCESS_GIB + ((load.sockets / nodes) * costs.socketBytes) / 2 ** 30,
    hearingShare: hearing / (hearing + coresFor(costs, partOf(load, nodes)).server),
    // Each node gathers what its own people write, so what a load costs at all the database pays for each node.
    databaseCores: Math.ceil((coresFor(costs, partOf(load, nodes)).database * nodes) / habits.fill),
    databaseGiBPerYear: (patients * habits.messagesPerDay * 365 * costs.messageBytes) / 2 ** 30,
    callsAtOnce,
    relayGbitPerS: (callsAtOnce * habits.relayedShare * habits.relayedMbitPerS) / 1_000,
  };
}

/** @returns `Infinity` where no number is enough, since each node is full with hearing the others */
function findNodes(load: Load, { fill }: Habits, costs: Costs, hearsAll: boolean): number {
  for (let nodes = 1; nodes <= MAX_NODES; nodes += 1) {
    const own = coresFor(costs, partOf(load, nodes)).server;
    const each = own + (hearsAll ? hearingCores(load, costs, nodes) : 0);
    if (each <= fill) return nodes;
  }
  return Number.POSITIVE_INFINITY;
}

function partOf({ sockets, messagesPerS, ringsPerS }: Load, nodes: number): Load {
  return { sockets: sockets / nodes, messagesPerS: messagesPerS / nodes, ringsPerS: ringsPerS / nodes };
}

function hearingCores({ messagesPerS }: Load, { foreignMs }: Costs, nodes: number): number {
  return (messagesPerS * (1 - 1 / nodes) * foreignMs) / 1_000;
}
