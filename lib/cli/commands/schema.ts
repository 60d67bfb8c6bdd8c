import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../io/package-root';
import { type Command, FLAGS } from '../command';
import { EXIT } from '../exit-codes';
import { writeResult } from '../write-result';

export const schema: Command = {
  name: 'schema',
  summary: 'Print the JSON Schema of cluster.yaml.',
  description:
    'For editors: zero-spof schema --output cluster.schema.json, and as the first line of cluster.yaml\n  # yaml-language-server: $schema=./cluster.schema.json',
  flags: { output: FLAGS.output },
  run: async (invocation, streams) => {
    writeResult(readFileSync(join(packageRoot(), 'cluster.schema.json'), 'utf8'), invocation, streams);
    return EXIT.clean;
  },
};
