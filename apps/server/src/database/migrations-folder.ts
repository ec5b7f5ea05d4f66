import { fileURLToPath } from 'node:url';

/** Where the SQL lies: beside this file, and beside the bundle too. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL('./migrations', import.meta.url));
