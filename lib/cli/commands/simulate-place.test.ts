import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import placementSchema from '../../../docs/schemas/placement.schema.json';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { codesIn, run, tooLong } from '../testing';

const nodes = (...zones: string[]) =>
  zones
    .map(
      (zone, i) => `apiVersion: v1
kind: Node
metadata: { name: n${i + 1}, labels: { topology.kubernetes.io/zone: ${zone} } }
status: { allocatable: { cpu: "4", memory: 8Gi, pods: "110" } }
`,
    )
    .join('---\n');

const web = (spec: string, replicas = 2) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: ${spec}
`;

async function place(manifests: string, nodeList: string, ...args: string[]) {
  const cwd = makeScratch();
  put(cwd, 'm/all.yaml', manifests);
  put(cwd, 'nodes.yaml', nodeList);
  return run(cwd, ['simulate', 'm', '--place', '--nodes', 'nodes.yaml', ...args]);
}

const json = async (...args: Parameters<typeof place>) => {
  const { code, stdout } = await place(...args, '--format', 'json');
  return { code, ...JSON.parse(stdout) };
};

test('pods go to the best of the nodes that may take them, as the schema says', async () => {
  const result = await json(
    web('{ containers: [{ name: m, resources: { requests: { cpu: "1" } } }] }'),
    nodes('a', 'b'),
  );
  const validate = new Ajv({ allowUnionTypes: true }).compile(placementSchema);
  expect([validate(result), validate.errors]).toEqual([true, null]);
  expect(result.code).toBe(0);
  expect(result.steps.map((step: any) => step.feasible)).toEqual([
    ['n1', 'n2'],
    ['n1', 'n2'],
  ]);
  // The likely placement spreads, the worst one does not.
  expect(new Set(result.steps.map((step: any) => step.chosen)).size).toBe(2);
  expect(result.concentrations[0]).toMatchObject({ fewestNodes: 1, witness: { n1: 2 } });
});

test('a pod that no node takes stays pending, and the exit code tells', async () => {
  const result = await json(web('{ containers: [{ name: m, resources: { requests: { cpu: "5" } } }] }', 1), nodes('a'));
  expect(result.code).toBe(1);
  expect(result.steps[0]).toMatchObject({ chosen: null, reason: expect.stringContaining('Insufficient cpu') });
});

test('amounts that are no quantities are told all at once, with their places', async () => {
  const spec = '{ containers: [{ name: m, resources: { requests: { cpu: "1 core", memory: 1GB } } }] }';
  const { code, stdout, stderr } = await place(web(spec), nodes('a').replace('8Gi', 'lots'));
  expect([code, stdout, codesIn(stderr)]).toEqual([
    2,
    '',
    ['quantity-invalid', 'quantity-invalid', 'quantity-invalid'],
  ]);
  expect(stderr).toContain('m/all.yaml:9:');
});

test('nodes without capacity are said to be taken as large enough', async () => {
  const silent = nodes('a').replace(/status.*\n/, '');
  const { assumptions } = await json(web('{ containers: [{ name: m }] }', 1), silent);
  expect(assumptions.join(' ')).toContain('1 of 1 nodes do not say what they have');
});

test('a cluster as it runs: placed pods stay, only pending ones are placed', async () => {
  const pod = (name: string, spec: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;
  const pods = `${pod('old', '{ nodeName: n1, containers: [{ name: m, resources: { requests: { cpu: "3" } } }] }')}---\n${pod('new', '{ containers: [{ name: m, resources: { requests: { cpu: "2" } } }] }')}`;
  const { steps } = await json(pods, nodes('a', 'b'));
  expect(steps).toMatchObject([{ pod: 'shop/new', feasible: ['n2'], chosen: 'n2' }]);
});

test("the first user's cluster fits 80 columns, and every set of several pods is on several nodes", async () => {
  const cwd = makeScratch();
  put(cwd, 'cluster.yaml', readFileSync('examples/first-user.yaml', 'utf8'));
  await run(cwd, ['synth']);
  const { code, stdout } = await run(cwd, ['simulate', '--place']);
  expect([code, tooLong(stdout)]).toEqual([0, []]);
  const { concentrations } = JSON.parse((await run(cwd, ['simulate', '--place', '--format', 'json'])).stdout);
  expect(concentrations.filter((one: any) => one.replicas > 1 && one.fewestNodes < 2)).toEqual([]);
});
