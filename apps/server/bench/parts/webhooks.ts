import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Run } from './run.ts';
import { compareAddition } from './with-and-without.ts';

/** What it costs that messages are told to another system, which takes each at once. */
export async function compareWebhooks(run: Run): Promise<void> {
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  try {
    await compareAddition(run, {
      title: 'Webhooks',
      text: 'The receiver answers at once.',
      name: 'with webhooks',
      env: {
        WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
        WEBHOOK_SECRET: `whsec_${Buffer.from('a secret of the bench, long enough').toString('base64')}`,
        WEBHOOK_PRIVATE: 'true',
      },
      clear: () => run.arena.pool.query('truncate webhook_outbox'),
    });
  } finally {
    receiver.close();
    receiver.closeAllConnections();
  }
}
