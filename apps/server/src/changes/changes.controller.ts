import { type Changes, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller } from '@nestjs/common';
import { Caller } from '../auth/caller.ts';
import type { Identity } from '../auth/identity.ts';
import { Input, Serves } from '../edge/route.ts';
import { ChangesService } from './changes.service.ts';

@Controller()
export class ChangesController {
  constructor(private readonly changes: ChangesService) {}

  @Serves(ROUTES.listChanges)
  list(
    @Caller() caller: Identity,
    @Input() { params, query }: RouteInput<(typeof ROUTES)['listChanges']>,
  ): Promise<Changes> {
    return this.changes.list(params.conversationId, caller.userId, query);
  }
}
