/** An answer as it came: its status, its headers, and its body as JSON where it is JSON. */
export interface Reply<B> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: B;
  readonly text: string;
}

export interface Asking {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Asks a REST route as a mobile client would. The type of the body is the asker's claim, checked by what the test expects. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks at bodies of every shape, refusals too
export async function ask<B = any>(
  api: string,
  method: string,
  path: string,
  { token, body, headers = {} }: Asking = {},
): Promise<Reply<B>> {
  const response = await fetch(`${api}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}
