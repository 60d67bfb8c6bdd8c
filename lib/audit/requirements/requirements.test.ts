import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { specOf } from '../../charts/testing';
import { clusterModel } from '../../model/build-model';
import { readObjects } from '../../model/read-objects';
import { synthesize } from '../../synth/synthesize';
import { judge } from '../judge';

const folder = join(__dirname, '../../../examples');
const examples = readdirSync(folder);

/** What the audit says of the output of an example, with the text of each file changed. */
function judgeExample(name: string, change: (file: string) => string = (file) => file) {
  const text = readFileSync(join(folder, name), 'utf8');
  const spec = specOf(text);
  const { dist, flux } = synthesize(spec);
  const objects = [...dist, ...flux].flatMap(([file, content]) => readObjects(file, change(content)).objects);
  const clusterDocument = { file: name, index: 0, line: 1, text };
  return judge(clusterModel(objects, { nodes: { kind: 'spec', spec }, cluster: spec, clusterDocument }));
}

const statusOf = (id: string, { requirements }: ReturnType<typeof judgeExample>) =>
  requirements.find((r) => r.id === id)?.status;

test.each(examples.filter((name) => name !== 'one-zone.yaml'))('%s has no finding of an outage', (name) => {
  const { findings } = judgeExample(name);
  expect(
    findings.flatMap(({ rule, severity, message }) => (severity === 'outage' ? [`${rule}: ${message}`] : [])),
  ).toEqual([]);
});

/** Each with its reason in docs/findings.md. */
const FLUX = ['FluxInstance/flux', 'HelmChart/flux-operator'];
const DEGRADES: Readonly<Record<string, readonly string[]>> = {
  'first-user.yaml': ['Deployment/code-server', ...FLUX],
  'three-nodes.yaml': ['Deployment/notes', ...FLUX],
};

test.each(examples)('%s degrades only where its documentation says so', (name) => {
  const { findings } = judgeExample(name);
  const found = findings.filter(({ severity }) => severity === 'degrades' || severity === 'inconclusive');
  expect(found.map(({ object: { manifest } }) => `${manifest.kind}/${manifest.metadata.name}`).sort()).toEqual(
    DEGRADES[name] ?? FLUX,
  );
});

test('each line of the plan that holds has evidence', () => {
  const { requirements } = judgeExample('first-user.yaml');
  expect(requirements.filter(({ status, evidence }) => status === 'holds' && evidence.length === 0)).toEqual([]);
  expect(requirements.map(({ status }) => status)).toContain('holds');
});

test.each(['1.1', '1.2', '1.3'])('line %s holds by the servers, unless one still holds the cluster alone', (id) => {
  expect(statusOf(id, judgeExample('three-nodes.yaml'))).toBe('holds');
  expect(statusOf(id, judgeExample('first-user.yaml'))).toBe('unknown');
});

test.each([
  ['2.2', 'defaultClassReplicaCount: 3', 'defaultClassReplicaCount: 1'],
  ['2.3', 'attacherReplicaCount: 3', 'attacherReplicaCount: 1'],
  ['3.2', 'whenUnsatisfiable: DoNotSchedule', 'whenUnsatisfiable: ScheduleAnyway'],
  ['3.4', 'replicas: 2', 'replicas: 1'],
])('line %s holds, and fails when %s becomes %s', (id, from, to) => {
  expect(statusOf(id, judgeExample('first-user.yaml'))).toBe('holds');
  expect(
    statusOf(
      id,
      judgeExample('first-user.yaml', (file) => file.replaceAll(from, to)),
    ),
  ).toBe('fails');
});
