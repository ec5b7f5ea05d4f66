import type { Route } from '@jiggy-care/protocol';
import { type ExecutionContext, SetMetadata } from '@nestjs/common';

const ROUTE = 'jiggy:route';

/** For {@link servedRoute}. */
export function markServed(route: Route): MethodDecorator {
  return SetMetadata(ROUTE, route);
}

/** The table entry that a handler serves; `undefined` for handlers outside the table. */
export function servedRoute(context: ExecutionContext): Route | undefined {
  return Reflect.getMetadata(ROUTE, context.getHandler()) as Route | undefined;
}
