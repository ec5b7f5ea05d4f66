import { ROUTES, type RouteReply } from '@jiggy-care/protocol';
import { Controller } from '@nestjs/common';
import { Cluster } from '../cluster/cluster.ts';
import { Config } from '../config/config.ts';
import { Database } from '../database/database.ts';
import { Serves } from '../edge/route.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Mail } from '../mail/mail.ts';
import { version } from '../operations/version.ts';

/** Longer than this a database that should answer at once is as good as gone. */
const PATIENCE_MS = 2_000;

@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly cluster: Cluster,
    private readonly config: Config,
    private readonly mail: Mail,
  ) {}

  @Serves(ROUTES.health)
  health(): RouteReply<(typeof ROUTES)['health']> {
    const { demo } = this.config;
    return { status: 'ok', version, uptimeS: Math.floor(process.uptime()), demo, mail: this.mail.isOn };
  }

  @Serves(ROUTES.readiness)
  async ready(): Promise<RouteReply<(typeof ROUTES)['readiness']>> {
    if (!(await this.databaseAnswers())) throw new DomainError('unavailable', 'The database does not answer');
    if (this.database.faults.refusesWrites())
      throw new DomainError('unavailable', 'The database takes no writes just now');
    if (!this.cluster.isReady()) throw new DomainError('unavailable', 'Redis does not answer');
    return { status: 'ok', database: this.database.kind };
  }

  private async databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), PATIENCE_MS);
    });
    const answered = this.database.ping().then(
      () => true,
      () => false,
    );
    return Promise.race([answered, tooLate]).finally(() => clearTimeout(timer));
  }
}
