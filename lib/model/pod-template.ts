import { at, integer, isObject, type JsonObject, object, objects, text, textMap, texts } from './json';
import type { LabelSelector, LabelSelectorRequirement, PodAffinityTerm, PodSpec } from './kubernetes/types';
import type { FieldPath } from './source';

/** A container of a pod template, as it is written. */
export interface Container {
  readonly name: string;
  readonly image: string;
  /** From the object to the container. */
  readonly path: FieldPath;
  /** `sidecar`: an init container with `restartPolicy: Always`, which runs beside the main ones. */
  readonly kind: 'main' | 'init' | 'sidecar';
  readonly ports: readonly { readonly name: string | undefined; readonly port: number }[];
  readonly value: JsonObject;
}

export interface Volume {
  readonly name: string;
  readonly path: FieldPath;
  /** `persistentVolumeClaim`, `hostPath`, `emptyDir` …; `none` where no source is written. */
  readonly source: string;
  readonly value: JsonObject;
}

/** What a workload makes pods from. */
export interface PodTemplate {
  readonly labels: Readonly<Record<string, string>>;
  /** From the object to the pod spec. */
  readonly path: FieldPath;
  readonly value: JsonObject;
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  /** The parts that decide where the pods may run. */
  readonly scheduling: PodSpec;
}

/** @param path from the object to the template, which has `metadata` and `spec` */
export function readPodTemplate(template: JsonObject, path: FieldPath): PodTemplate {
  const specPath = [...path, 'spec'];
  const value = object(template['spec']);
  return {
    labels: textMap(at(template, 'metadata', 'labels')),
    path: specPath,
    value,
    containers: [
      ...readContainers(value['containers'], [...specPath, 'containers'], false),
      ...readContainers(value['initContainers'], [...specPath, 'initContainers'], true),
    ],
    volumes: readVolumes(value['volumes'], [...specPath, 'volumes']),
    scheduling: readScheduling(value),
  };
}

function readContainers(list: unknown, path: FieldPath, init: boolean): Container[] {
  return objects(list).map((value, i) => ({
    name: text(value['name']) ?? '',
    image: text(value['image']) ?? '',
    path: [...path, i],
    kind: !init ? 'main' : value['restartPolicy'] === 'Always' ? 'sidecar' : 'init',
    ports: objects(value['ports']).flatMap((port) => {
      const number = integer(port['containerPort']);
      return number === undefined ? [] : [{ name: text(port['name']), port: number }];
    }),
    value,
  }));
}

function readVolumes(list: unknown, path: FieldPath): Volume[] {
  return objects(list).map((value, i) => ({
    name: text(value['name']) ?? '',
    path: [...path, i],
    source: Object.keys(value).find((key) => key !== 'name' && isObject(value[key])) ?? 'none',
    value,
  }));
}

/** Lists that are none, and items that are no mappings, count as absent. */
export function readScheduling(spec: JsonObject): PodSpec {
  const affinity = object(spec['affinity']);
  const nodeAffinity = object(at(affinity, 'nodeAffinity', REQUIRED));
  return {
    ...(text(spec['nodeName']) === undefined ? {} : { nodeName: text(spec['nodeName']) ?? '' }),
    nodeSelector: textMap(spec['nodeSelector']),
    affinity: {
      ...(isObject(at(affinity, 'nodeAffinity', REQUIRED))
        ? {
            nodeAffinity: {
              [REQUIRED]: {
                nodeSelectorTerms: objects(nodeAffinity['nodeSelectorTerms']).map((term) => ({
                  matchExpressions: readRequirements(term['matchExpressions']),
                  matchFields: readRequirements(term['matchFields']),
                })),
              },
            },
          }
        : {}),
      podAffinity: { [REQUIRED]: readAffinityTerms(at(affinity, 'podAffinity', REQUIRED)) },
      podAntiAffinity: { [REQUIRED]: readAffinityTerms(at(affinity, 'podAntiAffinity', REQUIRED)) },
    },
    tolerations: objects(spec['tolerations']).map((toleration) => {
      const seconds = integer(toleration['tolerationSeconds']);
      return {
        ...textMap({ ...toleration, tolerationSeconds: undefined }),
        ...(seconds === undefined ? {} : { tolerationSeconds: seconds }),
      };
    }),
    topologySpreadConstraints: objects(spec['topologySpreadConstraints']).map((constraint) => ({
      maxSkew: integer(constraint['maxSkew']) ?? 1,
      topologyKey: text(constraint['topologyKey']) ?? '',
      whenUnsatisfiable: text(constraint['whenUnsatisfiable']) ?? '',
      labelSelector: readLabelSelector(constraint['labelSelector']),
      minDomains: integer(constraint['minDomains']),
      nodeAffinityPolicy: text(constraint['nodeAffinityPolicy']),
      nodeTaintsPolicy: text(constraint['nodeTaintsPolicy']),
      matchLabelKeys: texts(constraint['matchLabelKeys']),
    })),
    containers: objects(spec['containers']).map(schedulingOfContainer),
    initContainers: objects(spec['initContainers']).map(schedulingOfContainer),
    overhead: amounts(spec['overhead']),
    resources: {
      requests: amounts(at(spec, 'resources', 'requests')),
      limits: amounts(at(spec, 'resources', 'limits')),
    },
    hostNetwork: spec['hostNetwork'] === true,
    ...(text(spec['priorityClassName']) === undefined
      ? {}
      : { priorityClassName: text(spec['priorityClassName']) ?? '' }),
    ...(integer(spec['priority']) === undefined ? {} : { priority: integer(spec['priority']) ?? 0 }),
    ...(text(spec['preemptionPolicy']) === undefined ? {} : { preemptionPolicy: text(spec['preemptionPolicy']) ?? '' }),
  };
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

function readAffinityTerms(list: unknown): PodAffinityTerm[] {
  return objects(list).map((term) => ({
    topologyKey: text(term['topologyKey']) ?? '',
    labelSelector: readLabelSelector(term['labelSelector']),
    namespaces: texts(term['namespaces']),
    namespaceSelector: readLabelSelector(term['namespaceSelector']),
    matchLabelKeys: texts(term['matchLabelKeys']),
    mismatchLabelKeys: texts(term['mismatchLabelKeys']),
  }));
}

/** Undefined for what is no mapping: it selects nothing. */
export function readLabelSelector(value: unknown): LabelSelector | undefined {
  if (!isObject(value)) return undefined;
  return { matchLabels: textMap(value['matchLabels']), matchExpressions: readRequirements(value['matchExpressions']) };
}

function readRequirements(list: unknown): LabelSelectorRequirement[] {
  return objects(list).map((requirement) => ({
    key: text(requirement['key']) ?? '',
    operator: text(requirement['operator']) ?? '',
    values: texts(requirement['values']),
  }));
}

function schedulingOfContainer(container: JsonObject): NonNullable<PodSpec['containers']>[number] {
  const restartPolicy = text(container['restartPolicy']);
  return {
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    resources: {
      requests: amounts(at(container, 'resources', 'requests')),
      limits: amounts(at(container, 'resources', 'limits')),
    },
    ports: objects(container['ports']).map((port) => {
      const [containerPort, hostPort] = [integer(port['containerPort']), integer(port['hostPort'])];
      const [hostIP, protocol] = [text(port['hostIP']), text(port['protocol'])];
      return {
        ...(containerPort === undefined ? {} : { containerPort }),
        ...(hostPort === undefined ? {} : { hostPort }),
        ...(hostIP === undefined ? {} : { hostIP }),
        ...(protocol === undefined ? {} : { protocol }),
      };
    }),
  };
}

function amounts(value: unknown): Readonly<Record<string, string>> {
  return textMap(value);
}
