import { CallStatus, ERRORS } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** How often the lag of the event loop is measured: each time wakes a process that may have nothing else to do. */
const LAG_EVERY_MS = 200;
/** Reasons of Socket.IO that are nobody's wish. */
const BROKEN = ['ping timeout', 'transport error'];
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What the one person who runs this sees on a graph. Labels are names from our own tables, never input. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly httpSeconds = new Histogram({
    name: 'jiggy_http_request_seconds',
    help: 'Time to answer an HTTP request.',
    labelNames: ['route', 'status'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly eventSeconds = new Histogram({
    name: 'jiggy_socket_event_seconds',
    help: 'Time to handle an event of a socket.',
    labelNames: ['event', 'outcome'],
    buckets: SECONDS,
    registers: [this.registry],
  });
  private readonly batchSize = new Histogram({
    name: 'jiggy_message_batch_size',
    help: 'Messages stored by one statement.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers: [this.registry],
  });
  private readonly callOutcomes = new Counter({
    name: 'jiggy_calls_total',
    help: 'Calls that are over, by their outcome.',
    labelNames: ['status'],
    registers: [this.registry],
  });

  /** Since when this process has last seen each task through, by the clock that only runs forward. */
  private readonly tasks = new Map<string, number>();
  private readonly countHttpRefusal = this.tally(
    'jiggy_http_refusals_total',
    'HTTP requests that were refused, by code.',
    'code',
    Object.keys(ERRORS),
  );
  private readonly countSocketRefusal = this.tally(
    'jiggy_socket_refusals_total',
    'Events of sockets that were refused, by code.',
    'code',
    Object.keys(ERRORS),
  );
  private readonly countHandshakeRefusal = this.tally(
    'jiggy_handshakes_refused_total',
    'Sockets that were not let in, by code.',
    'code',
    Object.keys(ERRORS),
  );
  private readonly countDisconnect = this.tally(
    'jiggy_disconnects_total',
    'Sockets that have gone, by the reason that Socket.IO gives.',
    'reason',
    BROKEN,
  );
  private readonly unheardCalls = new Counter({
    name: 'jiggy_calls_without_media_total',
    help: 'Calls that were accepted, and to whose devices sound and picture never came.',
    registers: [this.registry],
  });

  constructor() {
    for (const status of CallStatus.options) {
      if (status !== 'ringing' && status !== 'active') this.callOutcomes.inc({ status }, 0);
    }
    this.figures('jiggy_task_age_seconds', 'Since each recurring task was last seen through.', 'task', () => {
      const now = performance.now();
      return [...this.tasks].map(([task, at]) => [task, (now - at) / 1_000] as const);
    });
    collectDefaultMetrics({
      register: this.registry,
      prefix: 'jiggy_',
      eventLoopMonitoringPrecision: LAG_EVERY_MS,
    });
  }

  httpRequest(route: string, status: number, seconds: number): void {
    this.httpSeconds.observe({ route, status: String(status) }, seconds);
  }

  socketEvent(event: string, outcome: string, seconds: number): void {
    this.eventSeconds.observe({ event, outcome }, seconds);
  }

  messageBatch(size: number): void {
    this.batchSize.observe(size);
  }

  callOver(status: string): void {
    this.callOutcomes.inc({ status });
  }

  callWithoutMedia(): void {
    this.unheardCalls.inc();
  }

  httpRefusal(code: string): void {
    this.countHttpRefusal(code);
  }

  socketRefusal(code: string): void {
    this.countSocketRefusal(code);
  }

  /** A socket that nobody has become. */
  handshakeRefusal(code: string): void {
    this.countHandshakeRefusal(code);
  }

  disconnect(reason: string): void {
    this.countDisconnect(reason);
  }

  /** A recurring task did what it is for, just now. */
  taskDone(task: string): void {
    this.tasks.set(task, performance.now());
  }

  /** A figure that is read when it is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** Figures by one label, read when they are asked for. */
  figures(name: string, help: string, label: string, read: () => Iterable<readonly [string, number]>): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [value, figure] of read()) this.set({ [label]: value }, figure);
      },
    });
  }

  /** Totals that are counted elsewhere, by one label, and read when they are asked for. */
  totals(name: string, help: string, label: string, read: () => Iterable<readonly [string, number]>): void {
    new Counter({
      name,
      help,
      labelNames: [label],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [value, total] of read()) this.inc({ [label]: value }, total);
      },
    });
  }

  /**
   * Counts in a plain map: what a flood makes happen must cost next to nothing.
   *
   * @param known values that are there from the start: of one that comes later, nobody sees the first time
   */
  private tally(
    name: string,
    help: string,
    label: string,
    known: readonly string[],
  ): (value: string) => void {
    const counts = new Map(known.map((value) => [value, 0]));
    this.totals(name, help, label, () => counts);
    return (value) => void counts.set(value, (counts.get(value) ?? 0) + 1);
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}
