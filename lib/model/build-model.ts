import type { ClusterSpec } from '../spec/cluster-spec';
import { readBudget } from './budget';
import type { ClusterModel } from './cluster-model';
import { askedHosts, clientReferences } from './client-references';
import { indexKnowledge, type KnowledgeIndex, standardKnowledge } from './knowledge';
import type { Knowledge, Program } from './knowledge/knowledge';
import { type KubeObject, kubeObject } from './kube-object';
import { imageReferences, servicesByAddress } from './image-references';
import { madeWorkloads } from './made-workloads';
import { type NodeSource, readNodes } from './nodes';
import { indexPods, push } from './pod-index';
import { serviceReferences, type ServiceReference } from './references';
import { indexScalers, readScaler, replicasOf } from './replicas';
import { roleOf } from './role';
import { rolloutOf } from './rollout';
import { aliasOf, readService } from './service';
import type { SourceDocument, SourcedObject } from './source';
import { claimsOf, isDefaultClass } from './storage';
import { eligibleNodes, nodeLoss, zoneLoss } from './survival';
import { textsOfWorkload } from './texts-of-workload';
import { readWorkload, type Workload } from './workload';

export interface ModelOptions {
  /** @default the Node objects of the input; without any, three nodes are assumed */
  readonly nodes?: NodeSource;
  /** The cluster file, for what it says of the control plane. */
  readonly cluster?: ClusterSpec;
  /** The text of the cluster file, so that evidence can point to its lines. */
  readonly clusterDocument?: SourceDocument;
  /** Releases whose objects helm has made of their charts; they are among the objects. @default none */
  readonly rendered?: ReadonlySet<SourcedObject['manifest']>;
  /** @default what the project knows */
  readonly knowledge?: Knowledge;
}

const NONE: readonly never[] = [];

export function clusterModel(sources: readonly SourcedObject[], options: ModelOptions = {}): ClusterModel {
  const objects = withoutCopies(sources.map(kubeObject));
  const byType = new Map<string, KubeObject[]>();
  const byName = new Map<string, KubeObject>();
  for (const object of objects) {
    push(byType, object.type, object);
    const key = nameKey(object.type, object.namespace, object.name);
    if (!byName.has(key)) byName.set(key, object);
  }
  const ofType = (type: string): readonly KubeObject[] => byType.get(type) ?? NONE;
  const find = (type: string, namespace: string, name: string) =>
    byName.get(nameKey(type, namespace, name)) ?? byName.get(nameKey(type, '', name));

  const knowledge = indexKnowledge(options.knowledge ?? standardKnowledge);
  const nodeObjects = ofType('Node');
  const nodes = readNodes(
    options.nodes ?? (nodeObjects.length > 0 ? { kind: 'objects', objects: nodeObjects } : undefined),
  );

  const described = objects.flatMap((object) => readWorkload(object) ?? []);
  // Where the Deployments are among the files as well, those count.
  const made = objects
    .flatMap((object) => madeWorkloads(object, knowledge))
    .filter(({ object }) => !byName.has(nameKey(object.type, object.namespace, object.name)));
  const workloads = [...described, ...made];
  const workloadByObject = new Map(workloads.map((w) => [w.object, w]));
  const pods = indexPods(workloads);
  const scalers = objects.flatMap((object) => readScaler(object) ?? []);
  const scalersOf = indexScalers(scalers);
  const budgets = ofType('PodDisruptionBudget').map((budget) => readBudget(budget, pods));
  const services = ofType('Service').map((service) => readService(service, pods, knowledge.runtimeLabels));
  const serviceByObject = new Map(services.map((s) => [s.object, s]));
  const texts = once((workload) => textsOfWorkload(workload, (namespace, name) => find('ConfigMap', namespace, name)));
  const asked = once((workload) => askedHosts(texts(workload)));
  const isService = (namespace: string, name: string) => find('Service', namespace, name) !== undefined;
  const written = objects.flatMap(serviceReferences);
  const addresses = servicesByAddress(
    services,
    written.filter(({ how }) => how === 'ingress' || how === 'route'),
  );
  const references = [
    ...written,
    ...(services.length > 0
      ? workloads.flatMap((w) => [...clientReferences(w, asked(w), isService), ...imageReferences(w, addresses)])
      : []),
  ];

  const budgetsByWorkload = invert(budgets);
  const servicesByWorkload = invert(services);
  const referencesByService = new Map<KubeObject, ServiceReference[]>();
  for (const reference of references)
    for (const service of servicesNamed(reference, find)) push(referencesByService, service, reference);

  const answers = new Map<string, unknown>();
  const model: ClusterModel = {
    objects,
    nodes,
    cluster: options.cluster,
    clusterDocument: options.clusterDocument,
    knowledge,
    pods,
    workloads,
    scalers,
    budgets,
    services,
    references,
    ofType,
    find,
    isRendered: ({ manifest }) => options.rendered?.has(manifest) === true,
    workloadOf: (object) => workloadByObject.get(object),
    serviceOf: (object) => serviceByObject.get(object),
    budgetsOf: (workload) => budgetsByWorkload.get(workload) ?? NONE,
    servicesOf: (workload) => servicesByWorkload.get(workload) ?? NONE,
    referencesTo: ({ object }) => referencesByService.get(object) ?? NONE,
    replicas: once((workload) =>
      replicasOf(
        workload,
        scalersOf(workload.object),
        workload.kind === 'daemon' ? model.eligibleNodes(workload).length : 0,
      ),
    ),
    rollout: once((workload) => rolloutOf(workload, model.replicas(workload).count)),
    texts,
    askedHosts: asked,
    program: once((workload) => programOf(workload, knowledge)),
    role: once((workload) => roleOf(workload, model)),
    claims: once((workload) =>
      claimsOf(workload, {
        knowledge,
        claim: (namespace, name) => find('PersistentVolumeClaim', namespace, name),
        storageClass: (name) => find('StorageClass', '', name),
        defaultClass: ofType('StorageClass').find(isDefaultClass),
      }),
    ),
    eligibleNodes: once((workload) => eligibleNodes(workload, nodes)),
    shared<T>(key: string, answer: () => T): T {
      if (!answers.has(key)) answers.set(key, answer());
      return answers.get(key) as T;
    },
    nodeLoss: once((workload) => nodeLoss(workload, model)),
    zoneLoss: once((workload) => zoneLoss(workload, model)),
  };
  return model;
}

/**
 * Each object once: where files say the same of it, it is one. Where they say different things, nobody knows which
 * counts, and all are kept.
 */
function withoutCopies(objects: readonly KubeObject[]): readonly KubeObject[] {
  const first = new Map<string, KubeObject>();
  return objects.filter((object) => {
    // Names that the API server completes are never the same.
    if ('generateName' in object.manifest.metadata) return true;
    const key = nameKey(object.type, object.namespace, object.name);
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, object);
      return true;
    }
    return JSON.stringify(other.manifest) !== JSON.stringify(object.manifest);
  });
}

function nameKey(type: string, namespace: string, name: string): string {
  return `${type}/${namespace}/${name}`;
}

/** A Service, and those that it is another name of. */
function servicesNamed({ namespace, name }: ServiceReference, find: ClusterModel['find']): ReadonlySet<KubeObject> {
  const found = new Set<KubeObject>();
  let service = find('Service', namespace, name);
  while (service !== undefined && !found.has(service)) {
    found.add(service);
    const alias = aliasOf(service);
    service = alias && find('Service', alias.namespace, alias.name);
  }
  return found;
}

function programOf({ object, pod }: Workload, knowledge: KnowledgeIndex): Program | undefined {
  const main = pod.containers.filter(({ kind }) => kind === 'main');
  return main.map(({ image }) => knowledge.programOf(image, object.name)).find((program) => program !== undefined);
}

/** Those that list a workload, by workload. */
function invert<T extends { readonly workloads: readonly Workload[] }>(all: readonly T[]): Map<Workload, T[]> {
  const result = new Map<Workload, T[]>();
  for (const one of all) for (const workload of one.workloads) push(result, workload, one);
  return result;
}

/** The answer to a question about a workload, worked out the first time that somebody asks. */
function once<T>(answer: (workload: Workload) => T): (workload: Workload) => T {
  const answers = new Map<Workload, T>();
  return (workload) => {
    const known = answers.get(workload);
    if (known !== undefined || answers.has(workload)) return known as T;
    const found = answer(workload);
    answers.set(workload, found);
    return found;
  };
}
