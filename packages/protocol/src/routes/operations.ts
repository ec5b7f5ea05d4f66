import { z } from 'zod';
import * as ENDPOINTS from '../endpoints.ts';
import type { Rows } from '../route.ts';

/** For those who watch this one. */
export const OPERATION_ROUTES = {
  health: {
    ...ENDPOINTS.health,
    summary: 'Whether the server runs',
    tag: 'Operations',
    access: 'anyone',
    status: 200,
    reply: z.object({
      status: z.literal('ok'),
      version: z.string(),
      uptimeS: z.int(),
      demo: z.boolean().describe('Whether demo people are here, and demo links lead somewhere.'),
      mail: z.boolean().describe('Whether mails go out, so that a forgotten password can be replaced.'),
    }),
    refusals: [],
  },
  readiness: {
    ...ENDPOINTS.readiness,
    summary: 'Whether the server can store: asks the database, and Redis where it is used',
    tag: 'Operations',
    access: 'anyone',
    status: 200,
    reply: z.object({ status: z.literal('ok'), database: z.enum(['embedded', 'postgres']) }),
    refusals: ['unavailable'],
  },
} as const satisfies Rows;
