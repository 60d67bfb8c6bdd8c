import type { Command } from '../command';
import { audit } from './audit';
import { bootstrap } from './bootstrap';
import { makeCompletion } from './completion';
import { explain } from './explain';
import { init } from './init';
import { schema } from './schema';
import { simulate } from './simulate';
import { synth } from './synth';
import { validate } from './validate';

/** Every verb, in the order of help. A new verb is one file and one line here. */
export const commands: readonly Command[] = [
  init,
  validate,
  synth,
  bootstrap,
  audit,
  simulate,
  explain,
  schema,
  makeCompletion(() => commands),
];
