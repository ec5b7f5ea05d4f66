import { expect, test } from 'vitest';
import { newVapidKeys } from '../push/new-vapid-keys.ts';
import { ConfigFault, loadConfig } from './config.ts';
import { isPushAddress } from './push-settings.ts';

const BROWSERS = loadConfig({}).push as NonNullable<ReturnType<typeof loadConfig>['push']>;
const PUBLIC = { ...BROWSERS, reach: 'public' as const };

const faultsOf = (env: Record<string, string>) => {
  try {
    loadConfig(env);
    return [];
  } catch (thrown) {
    return (thrown as ConfigFault).faults;
  }
};

test.each([
  'https://fcm.googleapis.com/fcm/send/x',
  'https://updates.push.services.mozilla.com/wpush/v2/x',
  'https://wns2-par02p.notify.windows.com/w/?token=x',
  'https://web.push.apple.com/x',
])('%s is of a push service', (address) => {
  expect(isPushAddress(address, PUBLIC)).toBe(true);
});

test.each([
  'http://fcm.googleapis.com/x',
  'https://fcm.googleapis.com:8443/x',
  'https://fcm.googleapis.com.example.org/x',
  'https://push.apple.com.example.org/x',
  'https://notpush.apple.com/x',
  'https://push.apple.com/x',
  'https://me@web.push.apple.com/x',
  'https://127.0.0.1/x',
  'no address',
])('%s is of none', (address) => {
  expect(isPushAddress(address, PUBLIC)).toBe(false);
});

test('this machine is sent to only where it is named, outside of production', () => {
  expect(isPushAddress('http://127.0.0.1:4000/x', BROWSERS)).toBe(false);
  expect(isPushAddress('http://127.0.0.1:4000/x', { ...BROWSERS, hosts: ['127.0.0.1'] })).toBe(true);
  expect(isPushAddress('http://127.0.0.1:4000/x', { ...PUBLIC, hosts: ['127.0.0.1'] })).toBe(false);
});

test('keys are a pair, and somebody is to be written to', () => {
  const { publicKey, privateKey } = newVapidKeys();
  const pair = { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey };
  expect(loadConfig(pair).push?.keys).toEqual({ publicKey, privateKey });
  const another = { ...pair, VAPID_PUBLIC_KEY: newVapidKeys().publicKey };
  expect(faultsOf(another)).toEqual([expect.stringContaining('are no pair of keys')]);
  expect(faultsOf({ VAPID_PUBLIC_KEY: publicKey })).toEqual([expect.stringContaining('belong together')]);
  expect(faultsOf({ VAPID_SUBJECT: 'someone' })).toEqual([expect.stringContaining('VAPID_SUBJECT must be')]);
  expect(faultsOf({ PUSH_HOSTS: 'fcm.googleapis.com,https://push.example.org' })).toEqual([
    expect.stringMatching(/in part 2 of 2\. Give names of hosts .+ no https:/),
  ]);
  const production = faultsOf({ NODE_ENV: 'production', ...pair });
  expect(production).toContainEqual(expect.stringContaining('VAPID_SUBJECT is not set'));
});
