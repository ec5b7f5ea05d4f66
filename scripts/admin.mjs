// `npm run admin -- <command> …`: the operator's command line, built first when something changed.
import { join } from 'node:path';
import './build.mjs';
import { runNode } from './run-node.mjs';
import { serverOutput } from './server-bundle.mjs';

process.exitCode = await runNode([join(serverOutput, 'admin.js'), ...process.argv.slice(2)]);
