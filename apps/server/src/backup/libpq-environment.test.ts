import { expect, test } from 'vitest';
import { libpqEnvironment } from './libpq-environment.ts';

test.each([
  [
    'postgres://jiggy:p%40ss@db.internal:5433/chat?sslmode=verify-full&sslrootcert=/etc/ca.pem',
    {
      PGHOST: 'db.internal',
      PGPORT: '5433',
      PGUSER: 'jiggy',
      PGPASSWORD: 'p@ss',
      PGDATABASE: 'chat',
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: '/etc/ca.pem',
    },
  ],
  ['postgres://[::1]/chat?sslmode=no-verify', { PGHOST: '::1', PGDATABASE: 'chat', PGSSLMODE: 'require' }],
  [
    'postgres://x@localhost/chat?host=/run/postgresql',
    { PGHOST: '/run/postgresql', PGUSER: 'x', PGDATABASE: 'chat' },
  ],
])('%s is said to the programs of PostgreSQL without its password on a command line', (url, env) => {
  expect(libpqEnvironment(url)).toEqual(env);
});
