const OF_POSTGRES = /^PG/;

/**
 * The environment of a program that we start: that of this process and what is given. What the environment says to the
 * programs of PostgreSQL is left out, since our settings alone say which database is meant.
 */
export function childEnvironment(given: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !OF_POSTGRES.test(name));
  return { ...Object.fromEntries(own), ...given };
}
