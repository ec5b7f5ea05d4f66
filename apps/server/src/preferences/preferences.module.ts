import { Module } from '@nestjs/common';
import { PreferencesController } from './preferences.controller.ts';
import { PreferencesRepository } from './preferences.repository.ts';
import { Preferences } from './preferences.ts';

/** How people want to be told of things. */
@Module({
  controllers: [PreferencesController],
  providers: [Preferences, PreferencesRepository],
  exports: [Preferences],
})
export class PreferencesModule {}
