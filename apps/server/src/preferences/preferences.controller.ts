import { type Preferences as PreferencesOf, ROUTES, type RouteInput } from '@jiggy-care/protocol';
import { Controller } from '@nestjs/common';
import { Caller, type CallerIdentity } from '../auth/caller.ts';
import { Input, Serves } from '../edge/route.ts';
import { Preferences } from './preferences.ts';

@Controller()
export class PreferencesController {
  constructor(private readonly preferences: Preferences) {}

  @Serves(ROUTES.getPreferences)
  read(@Caller() caller: CallerIdentity): Promise<PreferencesOf> {
    return this.preferences.ofOne(caller);
  }

  @Serves(ROUTES.changePreferences)
  change(
    @Caller() caller: CallerIdentity,
    @Input() { body }: RouteInput<typeof ROUTES.changePreferences>,
  ): Promise<PreferencesOf> {
    return this.preferences.change(caller, body);
  }
}
