import type { ClusterSpec } from '../spec/cluster-spec';
import type { Budget } from './budget';
import type { AskedHost } from './client-references';
import type { KnowledgeIndex } from './knowledge';
import type { Program } from './knowledge/knowledge';
import type { KubeObject } from './kube-object';
import type { Node } from './kubernetes/types';
import type { Nodes } from './nodes';
import type { PodIndex } from './pod-index';
import type { ServiceReference } from './references';
import type { Replicas, Scaler } from './replicas';
import type { Role } from './role';
import type { Rollout } from './rollout';
import type { Service } from './service';
import type { SourceDocument } from './source';
import type { Claim } from './storage';
import type { Loss } from './survival';
import type { WorkloadText } from './texts-of-workload';
import type { Workload } from './workload';

/** Everything that rules and simulations ask about the objects of a cluster. Nothing in it changes. */
export interface ClusterModel {
  readonly objects: readonly KubeObject[];
  readonly nodes: Nodes;
  readonly cluster: ClusterSpec | undefined;
  readonly clusterDocument: SourceDocument | undefined;
  readonly knowledge: KnowledgeIndex;
  readonly pods: PodIndex;
  readonly workloads: readonly Workload[];
  readonly scalers: readonly Scaler[];
  readonly budgets: readonly Budget[];
  readonly services: readonly Service[];
  readonly references: readonly ServiceReference[];
  /** Objects of a type (see `KubeObject.type`), in the order of the input. */
  ofType(type: string): readonly KubeObject[];
  /** An object by its name. Where none has that namespace, one without a namespace counts. */
  find(type: string, namespace: string, name: string): KubeObject | undefined;
  /** Whether helm has made the objects of a release, and they are among those of the model. */
  isRendered(object: KubeObject): boolean;
  workloadOf(object: KubeObject): Workload | undefined;
  serviceOf(object: KubeObject): Service | undefined;
  replicas(workload: Workload): Replicas;
  rollout(workload: Workload): Rollout | undefined;
  budgetsOf(workload: Workload): readonly Budget[];
  servicesOf(workload: Workload): readonly Service[];
  /** Who needs a Service: Ingresses, webhooks, APIServices … */
  referencesTo(service: Service): readonly ServiceReference[];
  /** What the containers of a workload are told: arguments, variables, ConfigMaps. */
  texts(workload: Workload): readonly WorkloadText[];
  /** The hosts that these texts name. */
  askedHosts(workload: Workload): readonly AskedHost[];
  program(workload: Workload): Program | undefined;
  role(workload: Workload): Role;
  claims(workload: Workload): readonly Claim[];
  eligibleNodes(workload: Workload): readonly Node[];
  /** The answer to a question that many workloads have in common, worked out once for each key. */
  shared<T>(key: string, answer: () => T): T;
  /** Whether the loss of one node can take every pod, in the worst placement that is legal. */
  nodeLoss(workload: Workload): Loss;
  /** The same for a zone; survived where no zones are known. */
  zoneLoss(workload: Workload): Loss;
}
