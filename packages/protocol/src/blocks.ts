import { z } from 'zod';
import { Person } from './people.ts';
import { IsoTime, OffsetPage, Uuid } from './scalars.ts';

/** A patient of whom the consultant who asks wants to hear nothing. */
export const Block = z.object({ patient: Person, createdAt: IsoTime }).meta({ id: 'Block' });
export type Block = z.infer<typeof Block>;

export const ListBlocksQuery = z.object(OffsetPage);

export const BlockBody = z.object({ patientId: Uuid }).meta({ id: 'BlockPatient' });
