/**
 * What the programs of PostgreSQL need to know of DATABASE_URL, as environment variables: on a command line
 * everybody on the machine could read the password.
 */
export function libpqEnvironment(databaseUrl: string): Record<string, string> {
  const url = new URL(databaseUrl);
  const of = (name: string) => url.searchParams.get(name) ?? undefined;
  const sslmode = of('sslmode');
  const settings: Record<string, string | undefined> = {
    PGHOST: of('host') ?? url.hostname.replace(/^\[|\]$/g, ''),
    PGPORT: url.port,
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: decodeURIComponent(url.pathname.slice(1)),
    // A word of the driver's own: encrypt, and do not look at the certificate.
    PGSSLMODE: sslmode === 'no-verify' ? 'require' : sslmode,
    PGSSLROOTCERT: of('sslrootcert'),
  };
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
