/** One address of STUN_URLS or TURN_URLS, in parts. */
export interface RelayPlace {
  readonly url: string;
  readonly address: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
}

/** @source RFC 7065: the default ports, and that `turns` is over TCP unless it says otherwise */
export function parseRelayUrl(url: string): RelayPlace {
  const [, scheme = '', host = '', port, query = ''] =
    /^((?:stun|turn)s?):(\[[^\]]+\]|[^:?]+)(?::(\d+))?(?:\?(.*))?$/.exec(url) ?? [];
  const isSecure = scheme.endsWith('s');
  const plain = new URLSearchParams(query).get('transport') === 'tcp' ? 'tcp' : 'udp';
  return {
    url,
    address: host.replace(/^\[|\]$/g, ''),
    port: Number(port ?? (isSecure ? 5349 : 3478)),
    transport: isSecure ? 'tls' : plain,
  };
}
