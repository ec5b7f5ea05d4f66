import { turnServer } from '../../calls/ice-servers.ts';
import type { Patient } from '../check.ts';
import { bad, type Finding, good, leftOut } from '../finding.ts';
import { parseRelayUrl, type RelayPlace } from './relay-url.ts';
import { TurnClient, TurnRefusal } from './turn-client.ts';

interface Credentials {
  readonly username: string;
  readonly credential: string;
}

/** Of each range that only this machine or its neighbours are in, one; the last is where clouds keep their secrets. */
const INSIDE = ['127.0.0.1', '10.0.0.1', '172.16.0.1', '192.168.0.1', '100.64.0.1', '169.254.169.254'];
const TTL_S = 60;

/** With credentials as people get them: an address at the relay, a round trip through it, and nobody inside reached. */
export async function lookAtRelay({ config }: Patient): Promise<readonly Finding[]> {
  if (config.turn === undefined) return [leftOut('TURN_URLS is not set: many calls will not connect')];
  const places = config.turn.urls.map(parseRelayUrl);
  const expiresAt = Math.floor(Date.now() / 1_000) + TTL_S;
  const { username = '', credential = '' } = turnServer(config.turn, 'doctor', expiresAt);
  const who = { username, credential };
  const outcomes = await Promise.all(places.map((place) => tryAllocation(place, who)));
  const found = outcomes.map(({ finding }) => finding);
  const first = outcomes.find(({ finding }) => finding.verdict === 'good');
  if (first === undefined) return found;
  return [...found, await tryRoundTrip(first.place, who), await tryInside(first.place, who)];
}

async function tryAllocation(
  place: RelayPlace,
  who: Credentials,
): Promise<{ place: RelayPlace; finding: Finding }> {
  try {
    const { address, port } = await withClient(place, who, (client) => client.allocate());
    return { place, finding: good(`${place.url} gives an address: ${address}:${port}`) };
  } catch (thrown) {
    return { place, finding: judgeAllocation(place.url, thrown) };
  }
}

/** @param thrown by a client that asked for an allocation */
export function judgeAllocation(url: string, thrown: unknown): Finding {
  if (!(thrown instanceof TurnRefusal)) {
    const { code } = thrown as { code?: string };
    if (code !== undefined && /^(CERT|DEPTH|ERR_TLS|SELF_|UNABLE_)/.test(code)) {
      return bad(
        `${url}: its certificate is not accepted (${code})`,
        'Give coturn the full chain for this very name.',
      );
    }
    return bad(
      `${url} does not answer${code === undefined ? '' : ` (${code})`}`,
      'Start coturn, correct the address in TURN_URLS, or open the port in the firewall, for UDP and TCP.',
    );
  }
  if (thrown.status === 401) {
    return bad(
      `${url} takes no credentials of ours (401)`,
      "Make TURN_SECRET the same as coturn's static-auth-secret, set use-auth-secret, and see that the clocks of both agree.",
    );
  }
  if (thrown.status === 486 || thrown.status === 508) {
    return bad(
      `${url} has no room (${thrown.status})`,
      'Raise total-quota and user-quota, or widen min-port to max-port.',
    );
  }
  return bad(
    `${url} gives no address (${thrown.status})`,
    "coturn's log says why; compare its settings with the operators' page.",
  );
}

/** Two allocations that talk to each other, as two people of whom neither can be reached otherwise. */
async function tryRoundTrip(place: RelayPlace, who: Credentials): Promise<Finding> {
  const cure =
    'Open min-port to max-port over UDP in the firewall, set external-ip where coturn is behind address translation, and in a ' +
    "network without public addresses add allowed-peer-ip with the relay's own.";
  try {
    return await withClient(place, who, (one) =>
      withClient(place, who, async (other) => {
        const [here, there] = [await one.allocate(), await other.allocate()];
        await one.permit(there.address);
        await other.permit(here.address);
        const begun = performance.now();
        await pass(one, other, there, 'there');
        await pass(other, one, here, 'and back');
        return good(`a round trip through it takes ${Math.round(performance.now() - begun)} ms`);
      }),
    );
  } catch (thrown) {
    const why = thrown instanceof TurnRefusal ? ` (${thrown.status})` : '';
    return bad(`what is sent through it does not arrive${why}`, cure);
  }
}

async function pass(
  from: TurnClient,
  to: TurnClient,
  at: { address: string; port: number },
  words: string,
): Promise<void> {
  const arrived = to.nextData();
  from.sendTo(at.address, at.port, Buffer.from(words));
  if ((await arrived).toString() !== words)
    throw new Error('cannot trust the relay: it hands over something else');
}

async function tryInside(place: RelayPlace, who: Credentials): Promise<Finding> {
  const reached = await withClient(place, who, async (client) => {
    const { address } = await client.allocate();
    const allowed: string[] = [];
    // A relay without a public address has to reach itself.
    for (const peer of INSIDE.filter((one) => one !== address)) {
      if (await isAllowed(client, peer)) allowed.push(peer);
    }
    return allowed;
  });
  return judgeInside(reached);
}

/** @param reached private addresses to which the relay would send */
export function judgeInside(reached: readonly string[]): Finding {
  if (reached.length === 0)
    return good('it reaches no address inside: of this machine, of private networks, of the cloud');
  return bad(
    `it reaches inside: ${reached.join(', ')}`,
    "Add the denied-peer-ip lines of the operators' page to turnserver.conf, and remove allow-loopback-peers.",
  );
}

async function isAllowed(client: TurnClient, peer: string): Promise<boolean> {
  try {
    await client.permit(peer);
    return true;
  } catch (thrown) {
    if (thrown instanceof TurnRefusal) return false;
    throw thrown;
  }
}

async function withClient<T>(
  place: RelayPlace,
  who: Credentials,
  use: (client: TurnClient) => Promise<T>,
): Promise<T> {
  const client = await TurnClient.connect(place, who);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
