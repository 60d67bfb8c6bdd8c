import { spawnSync } from 'node:child_process';
import { readManifests } from '../model/read-manifests';

/**
 * Runs helm with its own arguments and prints the manifests as JSON documents.
 *
 * cdk8s reads the output of helm as YAML 1.1, where 12:30 is the number 750. JSON leaves nothing to read differently.
 */
const { status, stdout, stderr, error } = spawnSync(process.env['ZERO_SPOF_HELM'] ?? 'helm', process.argv.slice(2), { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
process.stderr.write(error ? error.message : stderr);
if (status === 0) process.stdout.write(readManifests(stdout).map((document) => `---\n${JSON.stringify(document)}\n`).join(''));
process.exitCode = status ?? 1;
