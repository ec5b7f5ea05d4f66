import { Module } from '@nestjs/common';
import { PeopleModule } from '../people/people.module.ts';
import { PreferencesController } from './preferences.controller.ts';
import { PreferencesRepository } from './preferences.repository.ts';
import { Preferences } from './preferences.ts';
import { Readers } from './readers.ts';

/** How people want to be told of things. */
@Module({
  imports: [PeopleModule],
  controllers: [PreferencesController],
  providers: [Preferences, PreferencesRepository, Readers],
  exports: [Preferences, Readers],
})
export class PreferencesModule {}
