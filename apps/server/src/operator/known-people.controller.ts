import { Readable } from 'node:stream';
import {
  DOCUMENTED_SENTENCES,
  type KnownPerson,
  type MintedToken,
  ROUTES,
  type RouteInput,
  type Session,
} from '@jiggy-care/protocol';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AccountControl } from '../auth/account-control.ts';
import { isDemoAddress } from '../auth/demo-address.ts';
import { Minting } from '../auth/minting.ts';
import { SessionsService } from '../auth/sessions.service.ts';
import { Clock } from '../clock/clock.ts';
import type { OutgoingBytes } from '../edge/bytes-reply.ts';
import { offsetPage } from '../edge/next-page.ts';
import { Input, Serves } from '../edge/route.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Log } from '../operations/log.ts';
import { Identities, OWN_APP } from '../people/identities.ts';
import { NOBODYS_HASH } from '../people/nobodys-hash.ts';
import { Roll } from '../people/roll.ts';
import { PersonExport } from './person-export.ts';

/**
 * People, for the server of an app with a login of its own, and for operators.
 *
 * @source protocol P2.29 to P2.32, P3.20 to P3.23
 */
@Controller()
export class KnownPeopleController {
  constructor(
    private readonly identities: Identities,
    private readonly roll: Roll,
    private readonly control: AccountControl,
    private readonly sessions: SessionsService,
    private readonly minting: Minting,
    private readonly exports: PersonExport,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  @Serves(ROUTES.keepPerson)
  async keep(@Input() { body }: RouteInput<typeof ROUTES.keepPerson>): Promise<KnownPerson> {
    const { externalId, name, role, email } = body;
    if (email !== undefined && isDemoAddress(email)) {
      throw new DomainError('validation_failed', DOCUMENTED_SENTENCES.validationFailed, {
        details: [{ path: 'email', message: 'is kept for the demo' }],
      });
    }
    const id = { issuer: OWN_APP, subject: externalId };
    const person = await this.identities.keep(id, { name, role, email }, NOBODYS_HASH);
    return this.getPerson(person.id);
  }

  @Serves(ROUTES.listPeople)
  list(
    @Input() { query }: RouteInput<typeof ROUTES.listPeople>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<KnownPerson[]> {
    return offsetPage(response, query, (limit) => this.roll.list({ ...query, limit }));
  }

  @Serves(ROUTES.getPerson)
  get(@Input() { params }: RouteInput<typeof ROUTES.getPerson>): Promise<KnownPerson> {
    return this.getPerson(params.personId);
  }

  @Serves(ROUTES.mintToken)
  async mint(@Input() { params }: RouteInput<typeof ROUTES.mintToken>): Promise<MintedToken> {
    const minted = await this.minting.mint(params.personId);
    if (minted === undefined) throw DomainError.notFound('Person');
    return minted;
  }

  @Serves(ROUTES.disablePerson)
  async disable(
    @Input() { params: { personId } }: RouteInput<typeof ROUTES.disablePerson>,
  ): Promise<KnownPerson> {
    await this.getPerson(personId);
    const ended = await this.control.disable(personId);
    if (ended !== undefined) this.log.info({ userId: personId }, 'account closed by an operator');
    return this.getPerson(personId);
  }

  @Serves(ROUTES.enablePerson)
  async enable(
    @Input() { params: { personId } }: RouteInput<typeof ROUTES.enablePerson>,
  ): Promise<KnownPerson> {
    const { deletedAt } = await this.getPerson(personId);
    if (deletedAt !== null) throw DomainError.conflict('This account is deleted, and nothing brings it back');
    if (await this.control.enable(personId)) {
      this.log.info({ userId: personId }, 'account opened by an operator');
    }
    return this.getPerson(personId);
  }

  @Serves(ROUTES.deletePerson)
  async delete(@Input() { params: { personId } }: RouteInput<typeof ROUTES.deletePerson>): Promise<void> {
    await this.getPerson(personId);
    const ended = await this.control.delete(personId);
    if (ended !== undefined) this.log.info({ userId: personId }, 'account deleted by an operator');
  }

  @Serves(ROUTES.exportPerson)
  async export(
    @Input() { params: { personId } }: RouteInput<typeof ROUTES.exportPerson>,
  ): Promise<OutgoingBytes> {
    const pieces = await this.exports.of(personId, this.clock.now());
    if (pieces === undefined) throw DomainError.notFound('Person');
    this.log.info({ userId: personId }, 'account exported by an operator');
    const stream = Readable.from(pieces, { objectMode: false });
    return { stream, type: 'application/json', length: undefined, name: `person-${personId}.json` };
  }

  @Serves(ROUTES.listPersonSessions)
  async listSessions(
    @Input() { params: { personId } }: RouteInput<typeof ROUTES.listPersonSessions>,
  ): Promise<Session[]> {
    await this.getPerson(personId);
    return this.sessions.list(personId, undefined);
  }

  @Serves(ROUTES.endPersonSessions)
  async endSessions(
    @Input() { params: { personId } }: RouteInput<typeof ROUTES.endPersonSessions>,
  ): Promise<void> {
    await this.getPerson(personId);
    await this.sessions.endAll(personId);
  }

  @Serves(ROUTES.endPersonSession)
  async endSession(@Input() { params }: RouteInput<typeof ROUTES.endPersonSession>): Promise<void> {
    const ended = await this.sessions.end(params.personId, params.sessionId);
    if (!ended) throw DomainError.notFound('Session');
  }

  private async getPerson(personId: string): Promise<KnownPerson> {
    const person = await this.roll.find(personId);
    if (person === undefined) throw DomainError.notFound('Person');
    return person;
  }
}
