import { YAMLException } from 'js-yaml';
import { parseYamlValues } from './chart-values';
import { findAll } from './dotted-path';
import { at, integer, isObject, type JsonObject, object, objects, text, texts } from './json';
import type { KnowledgeIndex } from './knowledge';
import { type KubeObject, kubeObject } from './kube-object';
import { readPodTemplate } from './pod-template';
import { readManifests } from './read-manifests';
import { readRelease } from './releases';
import type { FieldPath } from './source';
import type { Workload } from './workload';

/** A Deployment that no file describes. */
interface Made {
  /** From the object that leads to it to what decides about its replicas, or would. */
  readonly field: FieldPath;
  readonly name: string;
  readonly namespace: string;
  /** Repository of its image, by which the program is known. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly replicas: number;
  /** What else is known of its pod spec. @default nothing */
  readonly spec?: JsonObject;
}

export const FLUX_INSTANCE = 'FluxInstance.fluxcd.controlplane.io';

/**
 * The Deployments that a release or an operator makes of an object, as far as they are known: how many pods with which
 * labels and what program. What else is in their templates is not known.
 */
export function madeWorkloads(from: KubeObject, knowledge: KnowledgeIndex): readonly Workload[] {
  const made = from.type === FLUX_INSTANCE ? fluxControllers(from) : podsOfRelease(from, knowledge);
  return made.map(({ field, name, namespace, image, labels, replicas, spec }) => ({
    object: kubeObject({
      manifest: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace } },
      source: from.source,
    }),
    kind: 'operator',
    pod: readPodTemplate({ metadata: { labels }, spec: { ...spec, containers: [{ name, image }] } }, [
      'spec',
      'template',
    ]),
    selector: { matchLabels: labels },
    replicasPath: ['spec', 'replicas'],
    declaredReplicas: replicas,
    madeBy: { object: from, field },
  }));
}

/** Services that come with the controllers of Flux. */
const FLUX_SERVICES = ['source-controller', 'notification-controller', 'webhook-receiver'];

/** Whether an object leads to a Service of that name, which no file describes. */
export function makesService(object: KubeObject, namespace: string, name: string): boolean {
  return object.type === FLUX_INSTANCE && object.namespace === namespace && FLUX_SERVICES.includes(name);
}

/** Values that charts hand on to their pods as they are. */
const POD_VALUES = ['affinity', 'nodeSelector', 'priorityClassName', 'tolerations', 'topologySpreadConstraints'];

function podsOfRelease(object: KubeObject, knowledge: KnowledgeIndex): readonly Made[] {
  const release = readRelease(object);
  const known = (release && knowledge.chart(release.chart)?.pods) ?? [];
  if (release === undefined || known.length === 0) return [];
  const values = parseYamlValues(at(object.manifest, ...release.valuesPath));
  const { name, namespace } = release;
  return known.map((pods) => ({
    field: pods.replicas === undefined ? ['spec', 'chart'] : [...release.valuesPath, ...pods.replicas.split('.')],
    name: pods.name,
    image: pods.image,
    namespace,
    labels: { ...pods.labels, ...(pods.releaseLabel === undefined ? {} : { [pods.releaseLabel]: name }) },
    replicas: integer(pods.replicas && findAll(values, pods.replicas)[0]?.value) ?? pods.standard,
    spec: Object.fromEntries(POD_VALUES.flatMap((key) => (key in values ? [[key, values[key]]] : []))),
  }));
}

/**
 * Flux' controllers: one replica each, unless a patch of the instance says otherwise.
 *
 * Source: fluxoperator.dev/docs/crd/fluxinstance: components, kustomize.patches; manifests of fluxcd/flux2 v2.9.
 */
function fluxControllers(instance: KubeObject): readonly Made[] {
  const written = texts(instance.spec['components']);
  const components =
    written.length > 0
      ? written
      : ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'];
  const patches = objects(at(instance.spec, 'kustomize', 'patches'));
  return components.map((name) => {
    const counts = patches.map((patch) => replicasIn(patch, name));
    const specs = patches.map((patch) => object(podSpecIn(patch, name)));
    const last = counts.findLastIndex((count) => count !== undefined);
    return {
      field: last === -1 ? ['spec', 'components'] : ['spec', 'kustomize', 'patches', last, 'patch'],
      name,
      namespace: instance.namespace,
      image: `fluxcd/${name}`,
      labels: { app: name },
      replicas: counts[last] ?? 1,
      spec: Object.assign({}, ...specs) as JsonObject,
    };
  });
}

/** What a patch of kustomize sets the replicas of a Deployment to: a strategic merge, or steps of JSON Patch. */
function replicasIn(patch: unknown, name: string): number | undefined {
  for (const document of patchesOf(patch, name)) {
    const step = objects(document).find(({ path, op }) => path === '/spec/replicas' && op !== 'remove');
    const replicas = integer(step === undefined ? at(document, 'spec', 'replicas') : step['value']);
    if (replicas !== undefined) return replicas;
  }
  return undefined;
}

/** What a strategic merge says of the pods; steps of JSON Patch are not followed. */
function podSpecIn(patch: unknown, name: string): unknown {
  return patchesOf(patch, name)
    .map((document) => at(document, 'spec', 'template', 'spec'))
    .find(isObject);
}

/** The documents of a patch that are for a Deployment; a patch that is no YAML is Flux' to refuse. */
function patchesOf(patch: unknown, name: string): readonly unknown[] {
  const targeted = text(at(patch, 'target', 'name'));
  return documentsOf(text(at(patch, 'patch')) ?? '').filter(
    (document) => (targeted ?? text(at(document, 'metadata', 'name'))) === name,
  );
}

function documentsOf(patch: string): readonly unknown[] {
  try {
    return readManifests(patch);
  } catch (error) {
    if (error instanceof YAMLException) return [];
    throw error;
  }
}
