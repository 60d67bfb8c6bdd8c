import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { packageRoot } from '../../io/package-root';
import { readManifests } from '../../model/read-manifests';

const hook = join(packageRoot(), 'docs/ci/pre-commit');
const workflow = readFileSync(join(packageRoot(), 'docs/ci/audit.yaml'), 'utf8');

const deployment = (replicas: number) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: shop}}}
      containers: [{name: shop, image: shop, ports: [{containerPort: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: shop, namespace: shop}
spec: {selector: {app: shop}, ports: [{port: 80}]}
`;

/** A repository with a clean commit, and an npx that runs this zero-spof. */
function repository(): {
  readonly root: string;
  readonly run: (command: string, args: readonly string[]) => number | null;
} {
  const root = makeScratch();
  put(
    root,
    'bin/npx',
    `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(packageRoot(), 'bin/zero-spof.cjs')}" "$@"\n`,
  );
  chmodSync(join(root, 'bin/npx'), 0o755);
  put(root, 'cluster.yaml', readFileSync(join(packageRoot(), 'examples/three-nodes.yaml'), 'utf8'));
  put(root, 'dist/shop.yaml', deployment(3));
  put(root, 'flux/layers.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n');
  const env = { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}` };
  const run = (command: string, args: readonly string[]) => spawnSync(command, args, { cwd: root, env }).status;
  const git = (...args: string[]) => run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args]);
  git('init', '-q', '-b', 'main');
  git('add', 'dist', 'flux', 'cluster.yaml');
  git('commit', '-qm', 'all');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  return { root, run };
}

/** The last command of the workflow, as the runner calls it for a pull request against main. */
function commandOfWorkflow(): string {
  const [{ jobs }] = readManifests(workflow) as [{ jobs: { audit: { steps: { run?: string }[] } } }];
  return (jobs.audit.steps.at(-1)?.run ?? '').replace('${{ github.base_ref }}', 'main');
}

test.each([
  ['the hook', hook, [] as string[]],
  ['the workflow', 'sh', ['-c', commandOfWorkflow()]],
])('%s lets a harmless change pass, and stops an outage or the removal of what is protected', (_, command, args) => {
  const { root, run } = repository();
  expect(run(command, args)).toBe(0);
  put(root, 'dist/shop.yaml', deployment(4));
  expect(run(command, args)).toBe(0);
  put(root, 'dist/shop.yaml', deployment(1));
  expect(run(command, args)).toBe(1);
  put(root, 'dist/shop.yaml', deployment(3));
  put(root, 'flux/layers.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shop, namespace: shop}\n');
  expect(run(command, args)).toBe(1);
});
