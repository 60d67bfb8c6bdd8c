import type { ClusterModel } from '../../model/cluster-model';
import { at, isObject, objects, text } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { RELEASE_TYPES } from '../../model/releases';
import type { FieldPath } from '../../model/source';
import type { Workload } from '../../model/workload';
import { defineRule, type Fault } from '../define-rule';

export const neededObjectMissing = defineRule({
  id: 'needed-object-missing',
  topic: 'delivery',
  title: 'Pods need an object that is not among the files.',
  why: 'Without its ConfigMap or claim a pod waits, and without its ServiceAccount or PriorityClass the API server refuses to make it. Pods that run go on, so that nobody sees it before the first failure: then the new pod does not come. A Secret is mostly kept elsewhere, and only asked for where one of its name is in another namespace, which pods cannot read.',
  remedy: 'Give the file with the object too, correct its name, or make it optional: true if the pod can do without.',
  example: 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: service}\nvalue: 1000',
  sources: [
    'https://kubernetes.io/docs/concepts/configuration/configmap/#optional-configmaps',
    'k8s.io/kubernetes v1.36.3, plugin/pkg/admission/priority: "no PriorityClass with name"',
  ],
  check: (model) => [
    ...classesOfOthers(model),
    ...model.workloads.flatMap((workload) => secretsElsewhere(workload, model)),
    ...model.workloads.flatMap((workload) => {
      const missing = needs(workload).filter(({ type, name }) => !isThere(model, workload.object, type, name));
      const seen = new Set<string>();
      return missing.flatMap(({ type, name, path }) => {
        if (seen.has(`${type}/${name}`)) return [];
        seen.add(`${type}/${name}`);
        return [faultOf(workload.object, { type, name, path })];
      });
    }),
  ],
});

/** Operators and charts hand a class on to their pods. */
function classesOfOthers(model: ClusterModel): Fault[] {
  return model.objects.flatMap((object) => {
    if (!object.type.includes('.') || model.workloadOf(object) !== undefined) return [];
    const path = ['spec', ...(RELEASE_TYPES.includes(object.type) ? ['values'] : []), 'priorityClassName'];
    const name = text(at(object.manifest, ...path));
    if (name === undefined || isThere(model, object, 'PriorityClass', name)) return [];
    return [faultOf(object, { type: 'PriorityClass', name, path })];
  });
}

function faultOf(object: KubeObject, { type, name, path }: Need): Fault {
  const namespace = type === 'PriorityClass' ? '' : object.namespace;
  return {
    severity: 'advisory',
    object,
    field: path,
    message: `${describe(object)} needs ${describe({ kind: type, namespace, name })}, which is not among the files: without it no pod of it can start again.`,
  };
}

/** Copied into other namespaces by reflector, kubernetes-replicator or config-syncer. */
const COPIED = /^(reflector\.v1\.k8s\.emberstack\.com|replicator\.v1\.mittwald\.de|kubed\.appscode\.com)\//;

function secretsElsewhere({ object, pod }: Workload, model: ClusterModel): Fault[] {
  const namespaces = model.shared('namespaces of secrets', () => namespacesOfSecrets(model));
  const seen = new Set<string>();
  return secretNeeds(pod).flatMap(({ name, path }): Fault[] => {
    const there = namespaces.get(name);
    if (there === undefined || seen.has(name) || there.has(object.namespace) || there.has('')) return [];
    seen.add(name);
    const [other = ''] = there;
    return [
      {
        severity: 'advisory',
        object,
        field: path,
        message: `${describe(object)} needs Secret/${name} of its own namespace, and the only one among the files is in ${other}: unless it is made here too, no pod of it can start again.`,
      },
    ];
  });
}

/** By name, the namespaces in which the files make a Secret. Those that are copied everywhere do not count. */
function namespacesOfSecrets(model: ClusterModel): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [type, path] of Object.entries(MAKERS))
    for (const maker of model.ofType(type)) {
      if (Object.keys(maker.annotations).some((key) => COPIED.test(key))) continue;
      const name = text(at(maker.manifest, ...path)) ?? maker.name;
      const namespaces = found.get(name) ?? new Set();
      found.set(name, namespaces.add(maker.namespace));
    }
  return found;
}

/** What makes a Secret, and where it says its name, if it is not its own. */
const MAKERS: Readonly<Record<string, readonly string[]>> = {
  Secret: ['metadata', 'name'],
  'SealedSecret.bitnami.com': ['spec', 'template', 'metadata', 'name'],
  'ExternalSecret.external-secrets.io': ['spec', 'target', 'name'],
  'Certificate.cert-manager.io': ['spec', 'secretName'],
};

function secretNeeds({ value, path, volumes, containers }: Workload['pod']): Pick<Need, 'name' | 'path'>[] {
  const need = (reference: unknown, at: FieldPath, key = 'name'): Pick<Need, 'name' | 'path'>[] => {
    const name = isObject(reference) ? text(reference[key]) : undefined;
    return name === undefined || optional(reference) ? [] : [{ name, path: at }];
  };
  return [
    ...objects(value['imagePullSecrets']).flatMap((reference, i) => need(reference, [...path, 'imagePullSecrets', i])),
    ...volumes.flatMap((volume) => [
      ...need(volume.value['secret'], volume.path, 'secretName'),
      ...objects(at(volume.value, 'projected', 'sources')).flatMap((source) => need(source['secret'], volume.path)),
    ]),
    ...containers.flatMap((container) => [
      ...objects(container.value['envFrom']).flatMap((source, i) =>
        need(source['secretRef'], [...container.path, 'envFrom', i]),
      ),
      ...objects(container.value['env']).flatMap((variable, i) =>
        need(at(variable, 'valueFrom', 'secretKeyRef'), [...container.path, 'env', i]),
      ),
    ]),
  ];
}

interface Need {
  readonly type: string;
  readonly name: string;
  readonly path: FieldPath;
}

/** What Kubernetes itself puts into each namespace or cluster. */
const ALWAYS_THERE = new Set([
  'ServiceAccount/default',
  'ConfigMap/kube-root-ca.crt',
  'PriorityClass/system-cluster-critical',
  'PriorityClass/system-node-critical',
]);

function isThere(model: ClusterModel, { namespace }: KubeObject, type: string, name: string): boolean {
  if (ALWAYS_THERE.has(`${type}/${name}`)) return true;
  return model.find(type, type === 'PriorityClass' ? '' : namespace, name) !== undefined;
}

function needs({ pod }: Workload): Need[] {
  const { value, path } = pod;
  const need = (type: string, name: unknown, at: FieldPath): Need[] =>
    text(name) === undefined ? [] : [{ type, name: text(name) ?? '', path: at }];
  const configMap = (reference: unknown, at: FieldPath): Need[] =>
    optional(reference) ? [] : need('ConfigMap', nameIn(reference), at);
  return [
    ...need('PriorityClass', value['priorityClassName'], [...path, 'priorityClassName']),
    ...need('ServiceAccount', value['serviceAccountName'] ?? value['serviceAccount'], [...path, 'serviceAccountName']),
    ...pod.volumes.flatMap((volume) => [
      ...need('PersistentVolumeClaim', at(volume.value, 'persistentVolumeClaim', 'claimName'), volume.path),
      ...configMap(volume.value['configMap'], volume.path),
      ...objects(at(volume.value, 'projected', 'sources')).flatMap((s) => configMap(s['configMap'], volume.path)),
    ]),
    ...pod.containers.flatMap((container) => [
      ...objects(container.value['envFrom']).flatMap((source, i) =>
        configMap(source['configMapRef'], [...container.path, 'envFrom', i]),
      ),
      ...objects(container.value['env']).flatMap((variable, i) =>
        configMap(at(variable, 'valueFrom', 'configMapKeyRef'), [...container.path, 'env', i]),
      ),
    ]),
  ];
}

function optional(reference: unknown): boolean {
  return at(reference, 'optional') === true;
}

function nameIn(reference: unknown): unknown {
  return at(reference, 'name');
}
