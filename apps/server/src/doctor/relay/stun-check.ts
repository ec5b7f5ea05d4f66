import type { Patient } from '../check.ts';
import { bad, type Finding, good, leftOut } from '../finding.ts';
import { parseRelayUrl } from './relay-url.ts';
import { TurnClient } from './turn-client.ts';

const NOBODY = { username: '', credential: '' };

export async function lookAtStun({ config }: Patient): Promise<readonly Finding[]> {
  if (config.stunUrls.length === 0) return [leftOut('STUN_URLS is not set')];
  return Promise.all(config.stunUrls.map(lookAtOne));
}

async function lookAtOne(url: string): Promise<Finding> {
  let client: TurnClient | undefined;
  try {
    client = await TurnClient.connect(parseRelayUrl(url), NOBODY);
    await client.bind();
    return good(`${url} answers`);
  } catch {
    return bad(
      `${url} does not answer from here`,
      'Correct the address in STUN_URLS, start it, or open its port in the firewall; remove it where this machine may not reach it.',
    );
  } finally {
    client?.close();
  }
}
