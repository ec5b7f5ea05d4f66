/** This machine, private networks and what providers share among their customers: the same numbers are in every house. */
const ANYWHERE = [
  /^unknown$/,
  /^(::|0:0:0:)/,
  /^(0|10|127)\./,
  /^169\.254\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^f[cd]..:/,
  /^fe[89ab].:/,
];

/** Whether a network, as the server names it, tells a person anything about where it is. */
export function saysWhere(network: string): boolean {
  return !ANYWHERE.some((pattern) => pattern.test(network));
}
