import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { edit, VALID_SPEC } from '../../spec/testing';
import problemsSchema from '../../../docs/schemas/problems.schema.json';
import { codesIn, hasColor, run, transcript } from '../testing';

let root: string;
beforeEach(() => {
  root = makeScratch();
});

interface ProblemsDocument {
  readonly summary: { readonly errors: number; readonly warnings: number };
  readonly problems: { readonly code: string; readonly location: { readonly line: number } | null }[];
}

const BAD_SPEC = `cluster:
  name: Home
git:
  url: https://github.com/example/home.git
  brnach: main
nodes:
  - {name: n1, role: server, zone: a}
  - {name: n2, role: server, zone: b}
  - {name: n2, role: worker, zone: c}
`;

test('a good file: the whole transcript', async () => {
  put(root, 'cluster.yaml', VALID_SPEC);
  const args = ['validate'];
  expect(transcript(args, await run(root, args))).toMatchInlineSnapshot(`
   "$ zero-spof validate
   [stderr]
   cluster.yaml:1:1  warning  etcd-across-sites
     found embedded etcd in 3 zones (a, b, c); expected all servers at one site,
     says k3s; more than one works while round trips stay short and steady
        1 | cluster:
          | ^^^^^^^
     Measure the round trips between the servers. Below about 50 ms with little
     loss it works in practice; k3s already sets a 500 ms heartbeat.
     More: zero-spof explain etcd-across-sites

   1 warning.

   [stdout]
   cluster.yaml  test: 3 servers, 3 zones

   Next: zero-spof synth

   [exit 0]"
  `);
});

test('a file with mistakes: the whole transcript', async () => {
  put(root, 'cluster.yaml', BAD_SPEC);
  const args = ['validate'];
  expect(transcript(args, await run(root, args))).toMatchInlineSnapshot(`
   "$ zero-spof validate
   [stderr]
   cluster.yaml:1:1  warning  ingress-nginx-retired
     found ingress-nginx, which gets no security fixes since March 2026; expected
     traefik
        1 | cluster:
          | ^^^^^^^^
     Set ingress.controller: traefik. Ingress objects of class nginx go on working,
     see docs/ingress.md.
     More: zero-spof explain ingress-nginx-retired

   cluster.yaml:1:1  warning  storage-backup-missing
     found no backup target; expected storage.backup.target outside the cluster
        1 | cluster:
          | ^^^^^^^^
     Name a target outside the cluster.
     More: zero-spof explain storage-backup-missing

   cluster.yaml:2:9  error  invalid-name
     found Home; expected a DNS label: a-z, 0-9 and "-", no "-" at either end, at
     most 63 characters
        2 |   name: Home
          |         ^^^^
     Use the characters and the length that are listed.
     More: zero-spof explain invalid-name

   cluster.yaml:5:3  error  unknown-key
     found brnach; expected one of alerts, branch, receiver, secret, sops or url
        5 |   brnach: main
          |   ^^^^^^
     Did you mean branch?
     More: zero-spof explain unknown-key

   cluster.yaml:9:22  error  unknown-value
     found worker; expected server or agent
        9 |   - {name: n2, role: worker, zone: c}
          |                      ^^^^^^
     Use one of the words above.
     More: zero-spof explain unknown-value

   3 errors, 2 warnings. Nothing was written.

   [exit 2]"
  `);
});

test('writes nothing, neither for a good file nor for a bad one', async () => {
  put(root, 'cluster.yaml', VALID_SPEC);
  await run(root, ['validate']);
  put(root, 'cluster.yaml', BAD_SPEC);
  await run(root, ['validate']);
  expect(readdirSync(root)).toEqual(['cluster.yaml']);
});

describe('warnings', () => {
  const WARNED = edit(VALID_SPEC, 'controller: traefik', 'controller: ingress-nginx');

  test('do not fail', async () => {
    put(root, 'cluster.yaml', WARNED);
    const { code, stderr } = await run(root, ['validate']);
    expect(code).toBe(0);
    expect(codesIn(stderr)).toEqual(['etcd-across-sites', 'ingress-nginx-retired']);
  });

  test('are not shown with --quiet, and neither is anything else', async () => {
    put(root, 'cluster.yaml', WARNED);
    expect(await run(root, ['validate', '--quiet'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

test('--quiet shows errors', async () => {
  put(root, 'cluster.yaml', BAD_SPEC);
  const { code, stderr } = await run(root, ['validate', '--quiet']);
  expect(code).toBe(2);
  expect(codesIn(stderr)).toContain('unknown-key');
});

describe('--format json', () => {
  const validator = new Ajv({ strict: true, allowUnionTypes: true }).compile<ProblemsDocument>(problemsSchema);
  const parse = (text: string): ProblemsDocument => {
    const document: unknown = JSON.parse(text);
    if (validator(document)) return document;
    throw new Error(JSON.stringify(validator.errors));
  };

  test('fits its schema, for a good file', async () => {
    put(root, 'cluster.yaml', VALID_SPEC);
    const { code, stdout, stderr } = await run(root, ['validate', '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(parse(stdout).summary).toEqual({ errors: 0, warnings: 1 });
  });

  test('fits its schema, for a file with mistakes, and tells each with its place', async () => {
    put(root, 'cluster.yaml', BAD_SPEC);
    const { code, stdout, stderr } = await run(root, ['validate', '--format', 'json']);
    expect([code, stderr]).toEqual([2, '']);
    const { problems, summary } = parse(stdout);
    expect(summary).toEqual({ errors: 3, warnings: 2 });
    expect(problems.map((p) => [p.code, p.location?.line])).toEqual([
      ['ingress-nginx-retired', 1],
      ['storage-backup-missing', 1],
      ['invalid-name', 2],
      ['unknown-key', 5],
      ['unknown-value', 9],
    ]);
  });

  test('fits its schema where there is no file, and so no line', async () => {
    const { code, stdout } = await run(root, ['validate', '--format', 'json']);
    expect(code).toBe(2);
    expect(parse(stdout).problems).toMatchObject([{ code: 'file-missing', location: null, where: 'cluster.yaml' }]);
  });

  test('has a schema that refuses what is none', () => {
    expect(validator({ version: 1, tool: { name: 'zero-spof', version: '0.1.0' }, problems: [] })).toBe(false);
    expect(validator({ version: 2 })).toBe(false);
  });

  test('has a schema that takes keys of later releases', async () => {
    put(root, 'cluster.yaml', BAD_SPEC);
    const document = JSON.parse((await run(root, ['validate', '--format', 'json'])).stdout) as object;
    expect(validator({ ...document, later: true })).toBe(true);
  });
});

test('--format github marks each place, on one line each', async () => {
  put(root, 'cluster.yaml', BAD_SPEC);
  const { code, stdout } = await run(root, ['validate', '--format', 'github']);
  expect(code).toBe(2);
  const annotation = /^::(error|warning) file=cluster\.yaml,line=(\d+),col=\d+,endColumn=\d+,title=([a-z-]+)::.+$/;
  expect(stdout.trimEnd().split('\n').map((line) => annotation.exec(line)?.slice(1))).toEqual([
    ['warning', '1', 'ingress-nginx-retired'],
    ['warning', '1', 'storage-backup-missing'],
    ['error', '2', 'invalid-name'],
    ['error', '5', 'unknown-key'],
    ['error', '9', 'unknown-value'],
  ]); // prettier-ignore
});

describe('--output', () => {
  beforeEach(() => put(root, 'cluster.yaml', VALID_SPEC));
  const args = ['validate', '--format', 'json', '--output'];

  test('gets what stdout would have got, as a whole', async () => {
    put(root, 'out.json', 'old');
    const { code, stdout } = await run(root, [...args, 'out.json']);
    expect([code, stdout]).toEqual([0, '']);
    expect(readFileSync(join(root, 'out.json'), 'utf8')).toBe((await run(root, args.slice(0, -1))).stdout);
    expect(readdirSync(root).sort()).toEqual(['cluster.yaml', 'out.json']);
  });

  test('is never coloured because stdout is a terminal', async () => {
    await run(root, ['explain', 'unknown-key', '--output', 'out.txt'], { isTerminal: true });
    expect(hasColor(readFileSync(join(root, 'out.txt'), 'utf8'))).toBe(false);
  });

  test('follows a link to a file, and leaves the link', async () => {
    put(root, 'real.json', 'old');
    symlinkSync('real.json', join(root, 'link.json'));
    await run(root, [...args, 'link.json']);
    expect(readFileSync(join(root, 'real.json'), 'utf8')).toContain('"version": 1');
  });

  test('leaves a device what it is', async () => {
    symlinkSync('/dev/null', join(root, 'null'));
    expect((await run(root, [...args, 'null'])).code).toBe(0);
    expect(readFileSync(join(root, 'null'), 'utf8')).toBe('');
  });

  test.each([['.'], ['missing/out.json'], ['cluster.yaml/out.json']])('is refused as %s with 3', async (file) => {
    const { code, stderr } = await run(root, [...args, file]);
    expect(code).toBe(3);
    expect(codesIn(stderr)).toEqual(['output-not-writable']);
    expect(readdirSync(root)).toEqual(['cluster.yaml']);
  });
});

describe('a file that cannot be read ends with 2, a code and no stack', () => {
  const expectRefusal = async (code: string, file = 'cluster.yaml'): Promise<void> => {
    const result = await run(root, ['validate', '--spec', file]);
    expect(result.code).toBe(2);
    expect(codesIn(result.stderr)).toEqual([code]);
    expect(result.stderr).not.toMatch(/^ +at /m);
  };

  test('it is missing: init is offered', async () => {
    await expectRefusal('file-missing');
    expect((await run(root, ['validate'])).stderr).toContain('zero-spof init');
  });

  test('a folder above it is a file', async () => {
    put(root, 'file', '');
    await expectRefusal('file-missing', 'file/cluster.yaml');
  });

  test('it is a folder', async () => {
    mkdirSync(join(root, 'cluster.yaml'));
    await expectRefusal('file-not-a-file');
  });

  test('it is a device', () => expectRefusal('file-not-a-file', '/dev/null'));

  test('it is not UTF-8', async () => {
    put(root, 'cluster.yaml', Buffer.from('cluster: {name: caf\xe9}\n', 'latin1'));
    await expectRefusal('file-not-utf8');
  });

  test('it has 10 MB', async () => {
    put(root, 'cluster.yaml', '# comment\n'.repeat(1024 * 1024));
    await expectRefusal('file-too-large');
  });

  test('it is empty', async () => {
    put(root, 'cluster.yaml', '');
    await expectRefusal('file-empty');
  });

  test('its permissions forbid it', async () => {
    put(root, 'cluster.yaml', VALID_SPEC);
    chmodSync(root, 0o755);
    chmodSync(join(root, 'cluster.yaml'), 0);
    await asOrdinaryUser(() => expectRefusal('file-unreadable'));
  });
});

/** Permissions do not bind root: it becomes nobody meanwhile. */
async function asOrdinaryUser(what: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return what();
  process.seteuid?.(65534);
  try {
    await what();
  } finally {
    process.seteuid?.(0);
  }
}
