import { canMakePeers } from '../platform/call-platform.ts';
import type { Store } from '../store.ts';
import type { Call } from './call.ts';
import type { CallParts } from './call-course.ts';
import { CALL_EVENTS, type CallEvent } from './call-event.ts';
import type { CallCheck, CallDevices, CallHistory, CallLog, Calls, NewCall, Ringer } from './calls.ts';
import { CurrentCall } from './current-call.ts';
import { CallRecords } from './log/call-records.ts';
import type { Surroundings } from './surroundings.ts';

interface Parts extends CallParts, Pick<Surroundings, 'session' | 'findOther'> {
  readonly devices: CallDevices;
  readonly ringer: Ringer;
  readonly check: CallCheck;
}

/** All calls of the person who is signed in: the one that is, and what became of the others. */
export class LiveCalls implements Calls {
  readonly current: Store<Call | undefined>;
  readonly log: CallLog;
  readonly devices: CallDevices;
  readonly ringer: Ringer;
  readonly check: CallCheck;
  private readonly call: CurrentCall;
  private readonly records: CallRecords;
  private userId: string | undefined;

  constructor(private readonly parts: Parts) {
    const { connection, platform, session, rest } = parts;
    this.records = new CallRecords(rest);
    this.call = new CurrentCall({ ...parts, onEnded: () => this.records.changed() });
    this.current = this.call.shown;
    this.log = this.records.log;
    this.devices = parts.devices;
    this.ringer = parts.ringer;
    this.check = parts.check;
    this.userId = parts.user()?.id;
    for (const name of CALL_EVENTS)
      connection.on(name, (payload) => this.hear({ name, payload } as CallEvent));
    connection.onUp((transport) => this.connectionUp(transport));
    connection.onDown(() => this.call.connectionDown());
    connection.onWake(() => this.call.resume());
    connection.state.subscribe(() => this.connectionChanged());
    session.subscribe(() => this.personChanged());
    platform.onPageHide?.(() => this.leave());
    if (connection.transport !== undefined) this.connectionUp(connection.transport);
  }

  get isSupported(): boolean {
    return canMakePeers(this.parts.platform);
  }

  place(call: NewCall): Call {
    return this.call.place(call);
  }

  dismiss(): void {
    this.call.dismiss();
  }

  history(conversationId: string): CallHistory {
    return this.records.history(conversationId);
  }

  private hear(event: CallEvent): void {
    this.call.hear(event);
    if (event.name === 'call:missed') this.records.changed();
  }

  private connectionUp(transport: 'socket' | 'rest'): void {
    this.records.changed();
    this.call.connectionUp(transport);
  }

  /** Nothing outlives a disconnect that was wished for: the server ends the call at once, too. */
  private connectionChanged(): void {
    const { status } = this.parts.connection.state.get();
    if (status === 'idle') this.call.over({ kind: 'hung-up', by: 'me' });
    else if (status === 'signed-out') this.call.over({ kind: 'signed-out' });
  }

  private personChanged(): void {
    const userId = this.parts.user()?.id;
    if (userId === this.userId) return;
    const isOther = this.userId !== undefined;
    this.userId = userId;
    if (!isOther) return;
    this.call.forget();
    this.parts.ends.forget();
    this.records.forget();
  }

  private leave(): void {
    this.call.leave();
    this.parts.ends.leave();
  }
}
