import { ApiObject, App, type Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Manifest } from '../model/manifest';
import type { ClusterSpec } from '../spec/cluster-spec';
import { parseClusterSpec } from '../spec/parse-cluster-spec';

/** The spec of a file without errors, defaults filled in. Warnings are not looked at. */
export function specOf(yamlText: string): ClusterSpec {
  const { spec, problems } = parseClusterSpec(yamlText, 'cluster.yaml');
  if (!spec) throw new Error(problems.map((p) => `${p.code}: found ${p.found}, expected ${p.expected}`).join('\n'));
  return spec;
}

/** Five equal servers; with `public`, each has an address that the world reaches. `rest` is YAML at the top level. */
export function fiveNodes(rest = '', { isPublic = true }: { readonly isPublic?: boolean } = {}): ClusterSpec {
  const nodes = [1, 2, 3, 4, 5].map(
    (i) => `  - {name: n${i}, role: server, tailnetIp: 100.64.0.${i}${isPublic ? `, publicIp: 203.0.113.${i}` : ''}}`,
  );
  return specOf(
    ['cluster: {name: test}', 'git: {url: https://github.com/example/infra.git}', 'nodes:', ...nodes, rest, ''].join(
      '\n',
    ),
  );
}

/** Makes a chart in a layer of its own. */
export function inLayer<T extends Chart>(make: (layer: Construct) => T): T {
  return make(new Construct(new App(), 'layer'));
}

/** Every object of a chart, as JSON. */
export function objectsOf(chart: Chart): Manifest[] {
  return chart.node
    .findAll()
    .filter((node): node is ApiObject => node instanceof ApiObject)
    .map((object) => JSON.parse(JSON.stringify(object.toJson())) as Manifest);
}

/** @throws when there is none, or more than one */
export function findObject(chart: Chart, kind: string, name: string): Manifest {
  const found = objectsOf(chart).filter((o) => o.kind === kind && o.metadata.name === name);
  const [object] = found;
  if (!object || found.length > 1) throw new Error(`${found.length} objects ${kind}/${name} in ${chart.node.path}`);
  return object;
}

/** The pod of a workload, to be looked into by path. */
export function podSpecOf(deployment: Manifest): Record<string, unknown> {
  return (deployment as unknown as { spec: { template: { spec: Record<string, unknown> } } }).spec.template.spec;
}

/** Arguments of its containers. */
export function argsOf(deployment: Manifest): string[] {
  return (podSpecOf(deployment)['containers'] as { args: string[] }[]).flatMap((c) => c.args);
}
