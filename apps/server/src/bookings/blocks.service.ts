import type { Block } from '@jiggy-care/protocol';
import { Injectable } from '@nestjs/common';
import type { Identity } from '../auth/identity.ts';
import { DomainError } from '../errors/domain-error.ts';
import { Log } from '../operations/log.ts';
import { Directory } from '../people/directory.ts';
import { BlocksRepository } from './blocks.repository.ts';

/**
 * A consultant may want nothing of a patient any more. What a block forbids is said in `standing.ts`; the patient
 * is told of none.
 *
 * @source protocol P3.17 to P3.19
 */
@Injectable()
export class BlocksService {
  constructor(
    private readonly repository: BlocksRepository,
    private readonly directory: Directory,
    private readonly log: Log,
  ) {}

  list(caller: Identity, page: { limit: number; offset: number }): Promise<Block[]> {
    return this.repository.list(requireConsultant(caller), page);
  }

  /** @throws DomainError `forbidden` for a patient, `not_found` where there is no such patient */
  async block(caller: Identity, patientId: string): Promise<Block> {
    const consultantId = requireConsultant(caller);
    const isPatient = await this.directory.has(patientId, 'patient');
    const block = isPatient ? await this.repository.add(consultantId, patientId) : undefined;
    if (block === undefined) throw DomainError.notFound('Patient');
    this.log.info({ consultantId, patientId, isBlocked: true }, 'block changed');
    return block;
  }

  /** Lifting a block that is none is no error. @throws DomainError `forbidden` for a patient */
  async unblock(caller: Identity, patientId: string): Promise<void> {
    const consultantId = requireConsultant(caller);
    if (await this.repository.remove(consultantId, patientId)) {
      this.log.info({ consultantId, patientId, isBlocked: false }, 'block changed');
    }
  }
}

function requireConsultant({ userId, role }: Identity): string {
  if (role !== 'consultant') throw DomainError.forbidden('Only a consultant can block a patient');
  return userId;
}
