/** A console that keeps what the examples log. */
export class FakeConsole {
  readonly lines: unknown[][] = [];
  readonly errors: unknown[][] = [];
  readonly log = (...line: unknown[]) => void this.lines.push(line);
  readonly error = (...line: unknown[]) => void this.errors.push(line);

  /** What was logged behind these words. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into payloads of every shape
  after(words: string): any[] {
    return this.lines.filter(([first]) => first === words).map(([, second]) => second);
  }

  said(words: string): boolean {
    return this.lines.some((line) => line.join(' ').startsWith(words));
  }
}

const SDP = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=ice-ufrag:abcd\r\n';

interface Description {
  readonly type: string;
  readonly sdp: string;
}

/** As strict as a browser about the order in which it is used; no media moves. */
export class FakePeerConnection {
  static readonly made: FakePeerConnection[] = [];
  ontrack: ((event: unknown) => void) | undefined;
  onicecandidate: ((event: { candidate: object | null }) => void) | undefined;
  local: Description | undefined;
  remote: Description | undefined;
  readonly candidates: unknown[] = [];
  closed = false;

  constructor() {
    FakePeerConnection.made.push(this);
  }

  addTrack(): void {}

  async createOffer(): Promise<Description> {
    return { type: 'offer', sdp: SDP };
  }

  async createAnswer(): Promise<Description> {
    if (this.remote?.type !== 'offer') throw new Error('there is no offer to answer');
    return { type: 'answer', sdp: SDP };
  }

  async setLocalDescription(description: Description): Promise<void> {
    this.local = description;
    for (const port of [50_001, 50_002]) {
      const candidate = `candidate:1 1 udp 2130706431 192.0.2.1 ${port} typ host ufrag abcd`;
      const init = { candidate, sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'abcd' };
      queueMicrotask(() => this.onicecandidate?.({ candidate: { ...init, toJSON: () => init } }));
    }
    queueMicrotask(() => this.onicecandidate?.({ candidate: null }));
  }

  async setRemoteDescription(description: Description): Promise<void> {
    if (description.type === 'answer' && this.local?.type !== 'offer') throw new Error('no offer was made');
    this.remote = description;
  }

  async addIceCandidate(candidate: unknown): Promise<void> {
    if (this.remote === undefined) throw new Error('the remote description was null');
    this.candidates.push(candidate);
  }

  close(): void {
    this.closed = true;
  }
}

class FakeAudio {
  loop = false;
  currentTime = 0;

  constructor(readonly file: string) {}

  async play(): Promise<void> {}

  pause(): void {}
}

/** What the document's first example finds in a browser. */
export const browserGlobals = (console: FakeConsole) => ({
  console,
  navigator: {
    mediaDevices: { getUserMedia: async () => ({ getTracks: () => [{ stop() {} }] }) },
  },
  RTCPeerConnection: FakePeerConnection,
  Audio: FakeAudio,
});

type Component<P, R> = (props: P) => R;

/** Just enough of React to keep the state of one component and to run its effects. */
export class Mounted<P, R> {
  result!: R;
  private readonly slots: unknown[] = [];
  private readonly cleanups: (() => void)[] = [];
  private cursor = 0;

  private constructor(
    private readonly component: Component<P, R>,
    private readonly props: P,
  ) {}

  static mount<P, R>(make: (react: object) => Component<P, R>, props: P): Mounted<P, R> {
    let mounted: Mounted<P, R> | undefined;
    const react = {
      useState: (initial: unknown) => mounted?.useState(initial),
      useEffect: (effect: () => (() => void) | undefined) => mounted?.useEffect(effect),
    };
    mounted = new Mounted(make(react), props);
    mounted.render();
    return mounted;
  }

  unmount(): void {
    for (const cleanup of this.cleanups) cleanup();
  }

  private render(): void {
    this.cursor = 0;
    this.result = this.component(this.props);
  }

  private useState(initial: unknown): [unknown, (next: unknown) => void] {
    const place = this.cursor;
    this.cursor += 1;
    if (!(place in this.slots)) this.slots[place] = initial;
    const set = (next: unknown) => {
      this.slots[place] = typeof next === 'function' ? next(this.slots[place]) : next;
      queueMicrotask(() => this.render());
    };
    return [this.slots[place], set];
  }

  /** Its dependencies do not change in these tests: it runs once. */
  private useEffect(effect: () => (() => void) | undefined): void {
    const place = this.cursor;
    this.cursor += 1;
    if (place in this.slots) return;
    this.slots[place] = true;
    queueMicrotask(() => {
      const cleanup = effect();
      if (cleanup !== undefined) this.cleanups.push(cleanup);
    });
  }
}
