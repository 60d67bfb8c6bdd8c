import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SECRETS } from '../../bootstrap/testing';
import { makeScratch, put } from '../io/fixtures/scratch';
import { packageRoot } from '../io/package-root';
import { VALID_SPEC } from '../spec/testing';
import { run } from './testing';

const SECRETS_OF_TEST = {
  ZERO_SPOF_K3S_TOKEN: 'server-token-of-the-test',
  ZERO_SPOF_K3S_AGENT_TOKEN: 'agent-token-of-the-test',
  TS_AUTHKEY: 'key-of-the-tailnet-of-the-test',
} as const;
const VALUES = Object.values(SECRETS_OF_TEST);
const found = (text: string): readonly string[] => VALUES.filter((value) => text.includes(value));

let root: string;
beforeEach(() => {
  root = makeScratch();
  put(root, 'cluster.yaml', VALID_SPEC);
});
const putSecrets = (lines: readonly string[], mode = 0o600): void => {
  put(root, '.zero-spof/secrets.env', `${lines.join('\n')}\n`);
  chmodSync(join(root, '.zero-spof/secrets.env'), mode);
};

test('secrets are in the files of nodes that need them, and in nothing else that is written or printed', async () => {
  putSecrets(Object.entries(SECRETS_OF_TEST).map(([name, value]) => `${name}=${value}`));
  for (const args of [
    ['validate'],
    ['synth'],
    ['explain', 'secret-missing'],
    ['simulate'],
    ['audit', 'dist', 'flux'],
    ['bootstrap', '--create', 'n1'],
    ['bootstrap', '--text'],
    ['bootstrap', '--script', 'n1', 'n2'],
    ['bootstrap', '--preflight'],
    ['bootstrap', '--reset', 'n1'],
  ]) {
    const { code, stdout, stderr } = await run(root, args, { env: SECRETS_OF_TEST });
    expect({ args, code, leaks: [...found(stdout), ...found(stderr)] }).toEqual({ args, code: 0, leaks: [] });
  }
  const holders = textsBelow(root).filter(([, text]) => found(text).length > 0);
  expect([...new Set(holders.map(([path]) => path.replace(/n\d/, 'N')))]).toEqual([
    '.zero-spof/bootstrap/N.sh',
    '.zero-spof/bootstrap/N.user-data',
    '.zero-spof/bootstrap/N.user-data.gz',
    '.zero-spof/secrets.env',
  ]);
});

test.each([
  ['for all to read', ['ZERO_SPOF_K3S_TOKEN=server-token-of-the-test'], 0o644],
  ['with a line that is no variable', ['server-token-of-the-test'], 0o600],
  ['with a value that cannot be one', ['ZERO_SPOF_K3S_TOKEN=server-token-of-the-test with spaces'], 0o600],
])('a file of secrets %s is told of without them', async (_, lines, mode) => {
  putSecrets(lines, mode);
  const { code, stdout, stderr } = await run(root, ['bootstrap'], { env: {} });
  expect([code === 0, found(stdout), found(stderr)]).toEqual([false, [], []]);
});

test('no secret of the tests is in a snapshot, in dist/ or in flux/', () => {
  for (const folder of ['__snapshots__', 'bootstrap/__snapshots__', 'dist', 'flux']) {
    const files = textsBelow(join(packageRoot(), folder));
    expect(files.length).toBeGreaterThan(0);
    const holding = files.filter(([, text]) => Object.values(SECRETS).some((secret) => text.includes(secret)));
    expect([folder, ...holding.map(([path]) => path)]).toEqual([folder]);
  }
});

/** Every file below a folder, as whoever unpacks it reads it: path → text. */
function textsBelow(folder: string): readonly (readonly [path: string, text: string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort()
    .map((path) => {
      const bytes = readFileSync(join(folder, path));
      return [path, (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()] as const;
    });
}
