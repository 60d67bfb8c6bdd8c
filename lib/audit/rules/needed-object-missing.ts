import type { ClusterModel } from '../../model/cluster-model';
import { at, objects, text } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { RELEASE_TYPES } from '../../model/releases';
import type { FieldPath } from '../../model/source';
import type { Workload } from '../../model/workload';
import { defineRule, type Fault } from '../define-rule';

export const neededObjectMissing = defineRule({
  id: 'needed-object-missing',
  topic: 'delivery',
  title: 'Pods need an object that is not among the files.',
  why: 'Without its ConfigMap or claim a pod waits, and without its ServiceAccount or PriorityClass the API server refuses to make it. Pods that run go on, so that nobody sees it before the first failure: then the new pod does not come. Secrets are not asked for, as they are mostly kept elsewhere.',
  remedy: 'Give the file with the object too, correct its name, or make it optional: true if the pod can do without.',
  example: 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: service}\nvalue: 1000',
  sources: [
    'https://kubernetes.io/docs/concepts/configuration/configmap/#optional-configmaps',
    'k8s.io/kubernetes v1.36.3, plugin/pkg/admission/priority: "no PriorityClass with name"',
  ],
  check: (model) => [
    ...classesOfOthers(model),
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
