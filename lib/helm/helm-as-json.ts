import { spawnSync } from 'node:child_process';
import { readManifests } from '../model/read-manifests';

/**
 * Runs helm with its own arguments and prints the manifests as JSON documents, the items of lists one by one.
 *
 * cdk8s reads the output of helm as YAML 1.1, where 12:30 is the number 750. JSON leaves nothing to read differently.
 */
const { status, stdout, stderr, error } = spawnSync(process.env['ZERO_SPOF_HELM'] ?? 'helm', process.argv.slice(2), {
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
process.stderr.write(error ? error.message : stderr);
process.exitCode = status ?? 1;
if (status === 0) {
  try {
    const objects = readManifests(stdout).flatMap(itemsOf);
    process.stdout.write(objects.map((object) => `---\n${JSON.stringify(object)}\n`).join(''));
  } catch (cause) {
    process.stderr.write(`its manifests are no YAML: ${(cause as Error).message}`);
    process.exitCode = 1;
  }
}

function itemsOf(document: unknown): unknown[] {
  const { kind, items } = document as { readonly kind?: unknown; readonly items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : [document];
}
