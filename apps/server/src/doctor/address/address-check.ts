import { API_BASE } from '@jiggy-care/protocol';
import type { Patient } from '../check.ts';
import { bad, type Finding, good, leftOut } from '../finding.ts';
import { type Answer, ask, askToUpgrade } from './ask.ts';
import { type Arrived, StandIn } from './stand-in.ts';

const FORGED = '203.0.113.7';
const PASS_UPGRADE =
  'Let the proxy pass it for /socket.io (nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; ' +
  'proxy_set_header Connection "upgrade").';
const PASS_HOST =
  'Let the proxy pass on what the browser asked for (nginx: proxy_set_header Host $http_host).';

/**
 * What arrives of a request for the address that people use. While the server is stopped we stand in for it and see
 * everything; while it runs we see what it does with what arrives.
 */
export async function lookAtAddress({ config, address }: Patient): Promise<readonly Finding[]> {
  if (address === undefined)
    return [leftOut('name it to see what arrives through the proxies: --address https://…')];
  const scheme =
    address.protocol === 'http:' && config.environment === 'production'
      ? [
          bad(
            'people reach it without HTTPS',
            'Browsers give no camera and keep no sign-in there: end HTTPS in a proxy, or set TLS_CERT and TLS_KEY.',
          ),
        ]
      : [];
  const standIn = await StandIn.open(config);
  try {
    const seen =
      standIn === undefined
        ? await lookAtServer(address)
        : await lookFromInside(address, standIn, config.trustedProxies);
    return [...scheme, ...seen];
  } catch (thrown) {
    return [...scheme, judgeSilence(address, (thrown as NodeJS.ErrnoException).code ?? 'no answer')];
  } finally {
    await standIn?.close();
  }
}

async function lookFromInside(address: URL, standIn: StandIn, trusted: number): Promise<readonly Finding[]> {
  const health = new URL(`${API_BASE}/health?doctor=${standIn.secret}`, address);
  const answer = await ask(health);
  if (answer.text !== standIn.secret) return [judgeStranger(address, answer)];
  await ask(health, { 'X-Forwarded-For': FORGED });
  const [plain, forged] = standIn.arrived;
  if (plain === undefined || forged === undefined) return [judgeStranger(address, answer)];
  await askToUpgrade(new URL(`/socket.io/?doctor=${standIn.secret}`, address));
  return [
    good(`${address.origin} leads here`),
    judgeHost(address, plain.host),
    judgeHops(plain, forged, trusted),
    standIn.hasUpgraded
      ? good('the upgrade to WebSocket arrives')
      : bad('the upgrade to WebSocket does not arrive', PASS_UPGRADE),
  ];
}

async function lookAtServer(address: URL): Promise<readonly Finding[]> {
  const answer = await ask(new URL(`${API_BASE}/health`, address));
  if (answer.status !== 200 || !answer.text.includes('"uptimeS"')) return [judgeStranger(address, answer)];
  // As a page of ours asks: a server that is told another name takes it for a page of somebody else.
  const asPage = { Origin: address.origin };
  const polling = await ask(new URL('/socket.io/?EIO=4&transport=polling', address), asPage);
  const upgraded = await askToUpgrade(new URL('/socket.io/?EIO=4&transport=websocket', address), asPage);
  return [
    good(`${address.origin} leads to a server of ours, which runs`),
    polling.status === 200
      ? good('its pages count as its own')
      : bad(`its pages do not count as its own (${polling.status}): another Host arrives`, PASS_HOST),
    ...(polling.status === 200
      ? [
          upgraded
            ? good('the upgrade to WebSocket arrives')
            : bad('the upgrade to WebSocket does not arrive', PASS_UPGRADE),
        ]
      : []),
    leftOut('how many proxies stand in front is seen while the server is stopped'),
  ];
}

/** @param code of what went wrong on the way */
export function judgeSilence(address: URL, code: string): Finding {
  const says = `${address.origin} does not answer (${code})`;
  if (/^(ENOTFOUND|EAI_)/.test(code))
    return bad(says, 'Make a DNS record for this name, or correct the address.');
  if (/^(CERT|DEPTH|ERR_TLS|SELF_|UNABLE_)/.test(code)) {
    return bad(says, 'Give the proxy, or TLS_CERT, a certificate for this very name with its full chain.');
  }
  return bad(says, 'Start the proxy, correct the address, or open its port in the firewall.');
}

export function judgeStranger(address: URL, { status }: Pick<Answer, 'status'>): Finding {
  if (status >= 502 && status <= 504) {
    return bad(
      `${address.origin} answers ${status}: the proxy does not reach PORT`,
      'Let it lead to HOST and PORT of the server.',
    );
  }
  return bad(
    `${address.origin} leads to something else (${status})`,
    'Let the proxy lead to HOST and PORT of the server, all paths of it.',
  );
}

export function judgeHost(address: URL, arrived: string | undefined): Finding {
  if (arrived === address.host) return good('the name that the browser asks for arrives');
  return bad(`another Host arrives: ${arrived ?? 'none'} and not ${address.host}`, PASS_HOST);
}

/**
 * @param plain  of a request that told nothing of where it came from
 * @param forged of one that claimed to come from {@link FORGED}
 */
export function judgeHops(plain: Arrived, forged: Arrived, trusted: number): Finding {
  const proxies = plain.forwarded.length;
  const count = `${proxies} ${proxies === 1 ? 'proxy tells' : 'proxies tell'} where requests come from`;
  if (proxies !== trusted) {
    const why = proxies > trusted ? 'everyone would count as one address' : 'anyone could claim any address';
    return bad(`${count}, and TRUST_PROXY is ${trusted}: ${why}`, `Set TRUST_PROXY=${proxies}.`);
  }
  if (trusted > 0 && forged.forwarded.slice(-trusted).includes(FORGED)) {
    return bad(
      'what a client claims of its own address is believed',
      'Let the first proxy add to X-Forwarded-For, or write it anew (nginx: $proxy_add_x_forwarded_for).',
    );
  }
  return good(`${count}, and as many are believed`);
}
