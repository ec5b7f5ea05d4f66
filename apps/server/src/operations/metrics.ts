import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** How often the lag of the event loop is measured: each time wakes a process that may have nothing else to do. */
const LAG_EVERY_MS = 200;
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

  constructor() {
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

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}
