import type { ConnectionState } from './connection/connection-state.ts';
import type { SocketOpener } from './connection/socket.ts';
import type { LogEntry, Logger, LogLevel } from './logger.ts';
import type { Clock, Http } from './platform/platform.ts';
import type { SessionState } from './session/session.ts';
import type { Store } from './store.ts';

type Details = LogEntry['details'];
type Log = (level: LogLevel, event: string, details: Readonly<Record<string, unknown>>) => void;

/** Of a payload only these are told: none of them can hold what somebody has written. */
const TELLABLE = ['conversationId', 'callId', 'clientMessageId', 'code', 'event', 'requestId', 'online'];

/** @returns undefined without a logger: then nothing is watched, and nothing costs anything */
export function makeLog(logger: Logger | undefined, clock: Clock): Log | undefined {
  if (logger === undefined) return undefined;
  return (level, event, details) => {
    try {
      logger({ at: clock.now(), level, event, details: onlyPlain(details) });
    } catch {
      // Whoever only listens cannot stop what is done.
    }
  };
}

export function loggedHttp(http: Http, log: Log | undefined): Http {
  if (log === undefined) return http;
  return async (url, request) => {
    const startedAt = Date.now();
    // What is looked for stands behind the question mark.
    const about = { method: request.method, path: url.replace(/^\w+:\/\/[^/]+|\?.*$/g, '') };
    try {
      const reply = await http(url, request);
      const { status } = reply;
      log(status < 400 ? 'debug' : 'warn', 'request', { ...about, status, ms: Date.now() - startedAt });
      return reply;
    } catch (thrown) {
      log('warn', 'request', { ...about, failed: nameOf(thrown), ms: Date.now() - startedAt });
      throw thrown;
    }
  };
}

export function loggedSockets(open: SocketOpener, log: Log | undefined): SocketOpener {
  if (log === undefined) return open;
  return (request, listener) => {
    const { via } = request;
    log('debug', 'socket', { via, step: 'opening' });
    const socket = open(request, {
      connected: () => {
        log('info', 'socket', { via, step: 'connected' });
        listener.connected();
      },
      refused: (refusal) => {
        log('warn', 'socket', { via, step: 'refused', code: refusal.code });
        listener.refused(refusal);
      },
      failed: (reason) => {
        log('warn', 'socket', { via, step: 'failed', code: reason.code });
        listener.failed(reason);
      },
      closed: (reason) => {
        log('info', 'socket', { via, step: 'closed', reason });
        listener.closed(reason);
      },
      event: (name, payload) => {
        log(name === 'error' ? 'warn' : 'debug', 'received', { name, ...tellable(payload) });
        listener.event(name, payload);
      },
    });
    return {
      ...socket,
      emit: (name, payload, acknowledge) => {
        log('debug', 'sent', { name, ...tellable(payload) });
        socket.emit(name, payload, acknowledge);
      },
    };
  };
}

export function logStates(
  log: Log | undefined,
  connection: Store<ConnectionState>,
  session: Store<SessionState>,
): void {
  if (log === undefined) return;
  connection.subscribe(() => {
    const { status, transport, attempt, reason } = connection.get();
    log('info', 'connection', { status, transport, attempt, code: reason?.code });
  });
  session.subscribe(() => {
    const { status, isConfirmed, reason } = session.get();
    log('info', 'session', { status, isConfirmed, reason });
  });
}

function tellable(payload: unknown): Readonly<Record<string, unknown>> {
  if (typeof payload !== 'object' || payload === null) return {};
  const entries = Object.entries(payload).filter(([key]) => TELLABLE.includes(key));
  return Object.fromEntries(entries);
}

function onlyPlain(details: Readonly<Record<string, unknown>>): Details {
  const entries = Object.entries(details).filter(
    ([, value]) => value !== undefined && typeof value !== 'object',
  );
  return Object.fromEntries(entries) as Details;
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : typeof thrown;
}
