import type { CallPlatform, MediaDevice, MediaWish } from '../../platform/call-platform.ts';
import { Writable } from '../../store.ts';
import type { CallDevices, DevicesState } from '../calls.ts';

type Kind = MediaDevice['kind'];
type Listener = (kind: Kind) => void | Promise<void>;

type ChoiceKeep = NonNullable<CallPlatform['chosenDevices']>;

const KINDS: readonly Kind[] = ['microphone', 'camera', 'speaker'];
const LIST_OF = { microphone: 'microphones', camera: 'cameras', speaker: 'speakers' } as const;
const ID_OF = { microphone: 'microphoneId', camera: 'cameraId', speaker: 'speakerId' } as const;

/**
 * What there is to speak into, to be seen with and to hear with, and what the person chose of it. A chosen device
 * that is unplugged is not forgotten: it is used again when it is back.
 */
export class LiveDevices implements CallDevices {
  readonly state: Writable<DevicesState>;
  private readonly chosen: Partial<Record<Kind, string>>;
  private readonly listeners = new Set<Listener>();
  private readonly keep: ChoiceKeep | undefined;
  private looks = 0;

  /** @param keep where the choice is kept if the platform has no better place for it */
  constructor(
    private readonly platform: CallPlatform,
    keep?: ChoiceKeep,
  ) {
    this.keep = platform.chosenDevices ?? keep;
    this.chosen = readChoice(this.keep);
    this.state = new Writable<DevicesState>({
      microphones: [],
      cameras: [],
      speakers: [],
      canChooseSpeaker: platform.canChooseSpeaker === true,
    });
    platform.onDevicesChanged?.(() => void this.refresh());
    void this.refresh();
  }

  async choose({ id, kind }: Pick<MediaDevice, 'id' | 'kind'>): Promise<void> {
    this.chosen[kind] = id;
    this.keep?.write(JSON.stringify(this.chosen));
    // Told even if it was chosen before: it may have been in use by another program then.
    await Promise.all(this.settle(this.state.get(), kind));
  }

  async refresh(): Promise<void> {
    this.looks += 1;
    const look = this.looks;
    const list = await this.platform.listDevices?.().catch(() => undefined);
    // A later look is fresher, whichever answer comes first.
    if (list === undefined || look !== this.looks) return;
    // Until the permission was given, browsers list devices without an id: nothing that could be chosen.
    const of = (kind: Kind) => list.filter((device) => device.kind === kind && device.id !== '');
    const found = { microphones: of('microphone'), cameras: of('camera'), speakers: of('speaker') };
    // Not waited for: who listens may be waiting for this very look.
    void this.settle({ ...this.state.get(), ...found });
  }

  /**
   * Called when another device of a kind is to be used from now on: it was chosen, or the chosen one came or went.
   * `choose` waits for what the listener does.
   */
  onChosen(listener: Listener): () => void {
    const entry: Listener = (kind) => listener(kind);
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }

  /** What to ask for, so that it is the chosen one. */
  get microphoneWish(): Exclude<MediaWish['audio'], false> {
    const deviceId = this.findWished('microphone');
    return deviceId === undefined ? true : { deviceId };
  }

  get cameraWish(): Exclude<MediaWish['video'], false> {
    const deviceId = this.findWished('camera');
    return deviceId === undefined ? true : { deviceId };
  }

  /** Before the permission was given nobody knows what is there; the chosen one is tried then. */
  private findWished(kind: Kind): string | undefined {
    const state = this.state.get();
    return state[LIST_OF[kind]].length === 0 ? this.chosen[kind] : state[ID_OF[kind]];
  }

  /** Says which of the chosen are there, and tells where that is news. @returns what the listeners do about it */
  private settle(next: DevicesState, chosen?: Kind): (void | Promise<void>)[] {
    const before = this.state.get();
    const { microphoneId: _, cameraId: __, speakerId: ___, ...rest } = next;
    let state: DevicesState = rest;
    for (const kind of KINDS) {
      const id = this.chosen[kind];
      const isThere = id !== undefined && next[LIST_OF[kind]].some((device) => device.id === id);
      if (isThere) state = { ...state, [ID_OF[kind]]: id };
    }
    if (JSON.stringify(state) !== JSON.stringify(before)) this.state.set(state);
    const isNews = (kind: Kind) => kind === chosen || before[ID_OF[kind]] !== state[ID_OF[kind]];
    const news = KINDS.filter(isNews);
    return news.flatMap((kind) => [...this.listeners].map((listener) => listener(kind)));
  }
}

function readChoice(keep: ChoiceKeep | undefined): Partial<Record<Kind, string>> {
  const choice: Partial<Record<Kind, string>> = {};
  try {
    const kept: unknown = JSON.parse(keep?.read() ?? 'null');
    if (typeof kept !== 'object' || kept === null) return choice;
    for (const [kind, id] of Object.entries(kept))
      if (KINDS.includes(kind as Kind) && typeof id === 'string') choice[kind as Kind] = id;
  } catch {
    // Not ours, or half written: the person chooses again.
  }
  return choice;
}
