import { describe, expect, it } from 'vitest';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { isStateChanging, requireOwnPage } from './cross-site.ts';

const host = 'chat.example.org';
const origins = new OriginPolicy(['https://app.example.org']);
const ORIGINS = {
  own: `https://${host}`,
  listed: 'https://app.example.org',
  evil: 'https://evil.example',
  'own with another port': `https://${host}:8443`,
  'a name that only ends like ours': `https://evil${host}`,
  null: 'null',
  none: undefined,
} as const;
const SITES = ['same-origin', 'same-site', 'cross-site', 'none', undefined] as const;
const CLIENT_TYPES = ['web', 'mobile', undefined] as const;
/** Which pages may act with a cookie, when they send the header. Without `Origin` the browser's word decides. */
const TRUSTED_ORIGINS: readonly string[] = ['own', 'listed'];
const TRUSTED_SITES: readonly (string | undefined)[] = ['same-origin', 'none', undefined];

describe('a request that changes something with a cookie', () => {
  for (const [name, origin] of Object.entries(ORIGINS)) {
    for (const site of SITES) {
      for (const clientType of CLIENT_TYPES) {
        const isTrusted =
          origin === undefined ? TRUSTED_SITES.includes(site) : TRUSTED_ORIGINS.includes(name);
        const isAllowed = clientType === 'web' && isTrusted;
        it(`is ${isAllowed ? 'allowed' : 'refused'}: Origin ${name}, Sec-Fetch-Site ${site}, X-Client-Type ${clientType}`, () => {
          const headers = {
            host,
            ...(origin === undefined ? {} : { origin }),
            ...(site === undefined ? {} : { 'sec-fetch-site': site }),
            ...(clientType === undefined ? {} : { 'x-client-type': clientType }),
          };
          const act = () => requireOwnPage(headers, origins);
          if (isAllowed) expect(act).not.toThrow();
          else expect(act).toThrow(expect.objectContaining({ code: 'cross_site' }));
        });
      }
    }
  }

  it('is one that does not only read', () => {
    expect(['GET', 'HEAD', 'OPTIONS'].some(isStateChanging)).toBe(false);
    expect(['POST', 'PUT', 'PATCH', 'DELETE'].every(isStateChanging)).toBe(true);
  });
});
