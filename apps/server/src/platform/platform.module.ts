import { hostname } from 'node:os';
import { type DynamicModule, Module } from '@nestjs/common';
import { findCaller } from '../auth/caller.ts';
import { ClockModule } from '../clock/clock.module.ts';
import { Cluster } from '../cluster/cluster.ts';
import { Config } from '../config/config.ts';
import { Database } from '../database/database.ts';
import { ClientAddresses } from '../edge/client-address.ts';
import { RequestTurns } from '../edge/fair-requests.ts';
import { OriginPolicy } from '../edge/origin-policy.ts';
import { RateLimits } from '../edge/rate-limits.ts';
import { Facts } from '../facts/facts.ts';
import { Log } from '../operations/log.ts';
import { Metrics } from '../operations/metrics.ts';

/** What is opened before the application and outlives it. */
export interface Ground {
  readonly config: Config;
  readonly log: Log;
  readonly database: Database;
  readonly cluster: Cluster;
}

/** Puts the ground under every room: settings, log, database, cluster, and the limits made from them. */
@Module({})
export class PlatformModule {
  static on({ config, log, database, cluster }: Ground): DynamicModule {
    const limits = new RateLimits({
      factor: config.rateLimitFactor,
      production: config.environment === 'production',
      redis: cluster.redis,
      isReachable: () => cluster.isReady(),
    });
    const turns = new RequestTurns({
      database: database.kind,
      limited: config.rateLimitFactor !== undefined,
      personOf: (request) => findCaller(request)?.userId,
    });
    const providers = [
      { provide: Config, useValue: config },
      { provide: Log, useValue: log },
      { provide: Database, useValue: database },
      { provide: Cluster, useValue: cluster },
      { provide: Facts, useValue: new Facts(database, log) },
      { provide: RateLimits, useValue: limits },
      { provide: RequestTurns, useValue: turns },
      { provide: OriginPolicy, useValue: originPolicy(config, log) },
      { provide: ClientAddresses, useValue: new ClientAddresses(config.trustedProxies, log) },
      { provide: Metrics, useFactory: () => metricsOf(database) },
    ];
    return { module: PlatformModule, global: true, imports: [ClockModule], providers, exports: providers };
  }
}

function originPolicy({ corsOrigins, environment, tls, trustedProxies }: Config, log: Log): OriginPolicy {
  const production = environment === 'production';
  return new OriginPolicy(corsOrigins, {
    secureOnly: production || tls !== undefined,
    machine: production || trustedProxies > 0 ? undefined : hostname(),
    log,
  });
}

function metricsOf(database: Database): Metrics {
  const metrics = new Metrics();
  metrics.totals(
    'jiggy_database_faults_total',
    'What the database refused for its own reasons, by SQLSTATE or system code.',
    'code',
    () => database.faults.counts(),
  );
  const { pool } = database;
  metrics.figures(
    'jiggy_database_connections',
    'Connections to the database, by what they do.',
    'state',
    () => [
      ['busy', pool.totalCount - pool.idleCount],
      ['idle', pool.idleCount],
    ],
  );
  metrics.gauge(
    'jiggy_database_waiting',
    'Statements that wait for a connection to the database.',
    () => pool.waitingCount,
  );
  return metrics;
}
