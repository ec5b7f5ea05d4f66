import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const read = (file: string): string => readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
const blueprint = read('render.yaml');
const compose = read('deploy/compose.yaml');

/** What is given by whoever deploys it, or made there. */
const GIVEN = {
  DATABASE_URL: 'postgres://jiggy:secret@database/jiggy',
  REDIS_URL: 'redis://redis:6379',
  JWT_SECRET: 'only for tests, 0123456789 abcdefghij',
  TURN_URLS: 'turn:turn.example.org:3478',
  TURN_SECRET: 'only for tests 0123456789',
};

describe('what is deployed from this repository', () => {
  test('to Render has settings that the server takes, and the origins of the documented production', () => {
    const pairs = [...blueprint.matchAll(/- key: (\w+)\n +value: "?([^"\n]+)"?/g)].map(([, key, value]) => [
      key,
      value,
    ]);
    const config = loadConfig({ ...Object.fromEntries(pairs), ...GIVEN });
    expect(config.environment).toBe('production');
    expect(config.corsOrigins).toEqual(loadConfig({}).corsOrigins);
    expect(config.stunUrls).toEqual(loadConfig({}).stunUrls);
    const keys = [...blueprint.matchAll(/- key: (\w+)/g)].map(([, key]) => key);
    expect(keys).toEqual(expect.arrayContaining(Object.keys(GIVEN)));
  });

  test('by compose has settings that the server takes', () => {
    const server = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(compose)?.[1] ?? '';
    const pairs = [...server.matchAll(/^ {6}(\w+): (.*)$/gm)].map(([, key, value]) => [
      key,
      (value ?? '').replaceAll(
        /\$\{\w+(?::-(\w*)|:\?)\}/g,
        (_whole, fallback?: string) => fallback ?? 'turn.example.org',
      ),
    ]);
    const config = loadConfig({ NODE_ENV: 'production', ...Object.fromEntries(pairs), ...GIVEN });
    expect(config.trustedProxies).toBe(1);
    expect(config.stunUrls).toEqual(['stun:turn.example.org:3478']);
    expect(pairs.map(([key]) => key)).toEqual(expect.arrayContaining(Object.keys(GIVEN)));
  });

  test('the relay of compose refuses the peers that the operators’ page says, and has no secret in its file', () => {
    const denied = (text: string) =>
      text.split('\n').filter((line) => /^(denied-peer-ip|no-multicast)/.test(line));
    const relay = read('deploy/turnserver.conf');
    expect(denied(relay)).toEqual(denied(read('docs/operators.md')));
    expect(denied(relay).length).toBeGreaterThan(20);
    expect(relay).not.toContain('secret=');
  });
});
