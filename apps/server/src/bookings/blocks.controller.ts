import { type Block, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Caller } from '../auth/caller.ts';
import type { Identity } from '../auth/identity.ts';
import { offsetPage } from '../edge/next-page.ts';
import { Input, Serves } from '../edge/route.ts';
import { BlocksService } from './blocks.service.ts';

@Controller()
export class BlocksController {
  constructor(private readonly blocks: BlocksService) {}

  @Serves(ROUTES.listBlocks)
  list(
    @Caller() caller: Identity,
    @Input() { query }: RouteInput<(typeof ROUTES)['listBlocks']>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Block[]> {
    return offsetPage(response, query, (limit) => this.blocks.list(caller, { ...query, limit }));
  }

  @Serves(ROUTES.block)
  block(@Caller() caller: Identity, @Input() { body }: RouteInput<(typeof ROUTES)['block']>): Promise<Block> {
    return this.blocks.block(caller, body.patientId);
  }

  @Serves(ROUTES.unblock)
  unblock(
    @Caller() caller: Identity,
    @Input() { params }: RouteInput<(typeof ROUTES)['unblock']>,
  ): Promise<void> {
    return this.blocks.unblock(caller, params.patientId);
  }
}
