import type { ClusterSpec, NodeSpec } from '../spec/cluster-spec';
import { presentNodes, presentServers, storageNodes } from '../spec/topology';
import { parseYamlValues } from '../model/chart-values';
import type { ClusterModel } from '../model/cluster-model';
import { findAll } from '../model/dotted-path';
import { at } from '../model/json';
import type { KubeObject } from '../model/kube-object';
import { readRelease, RELEASE_TYPES } from '../model/releases';
import type { FieldPath, SourcedObject } from '../model/source';
import type { Workload } from '../model/workload';
import type { FindingDraft, RequirementDraft } from './finding-draft';

type Status = RequirementDraft['status'];
type Evidence = RequirementDraft['evidence'][number];

interface Answer {
  readonly status: Status;
  readonly evidence: readonly Evidence[];
}

interface Question {
  readonly model: ClusterModel;
  readonly spec: ClusterSpec;
  /** Evidence in the cluster file. */
  readonly line: (field: FieldPath) => readonly Evidence[];
}

interface Requirement {
  readonly id: string;
  readonly text: string;
  readonly check: (question: Question) => Answer;
}

/** The lines of the zero-SPOF plan. Each is held by something that anyone can look up. */
export const requirements: readonly Requirement[] = [
  {
    id: '1.1',
    text: 'etcd has three or more voting members, or is an external cluster.',
    check: ({ spec, line }) =>
      spec.cluster.datastore === 'embedded'
        ? servers(3, spec, line)
        : verdict(spec.cluster.datastore.endpoints.length >= 3, line(['cluster', 'datastore', 'endpoints'])),
  },
  {
    id: '1.2',
    text: 'kube-apiserver runs on several servers, and clients reach any of them: each node has a load balancer of its own.',
    check: ({ spec, line }) => servers(2, spec, line),
  },
  {
    id: '1.3',
    text: 'kube-scheduler, kube-controller-manager and cloud-controller-manager run on several servers with leader election.',
    check: ({ spec, line }) => servers(2, spec, line),
  },
  {
    id: '2.1',
    text: 'longhorn-manager runs on all storage nodes, of which there are three or more.',
    check: ({ model, spec, line }) => {
      const release = releaseOf(model, 'longhorn');
      if (release === undefined) return notApplicable;
      const nodes = storageNodes(spec);
      return verdict(nodes.length >= 3, [{ object: release }, ...line(pathOfNode(spec, nodes[0]))]);
    },
  },
  {
    id: '2.2',
    text: 'Every volume has three copies.',
    check: ({ model }) => chartValue(model, 'longhorn', 'persistence.defaultClassReplicaCount', 3, 3),
  },
  {
    id: '2.3',
    text: "Longhorn's CSI controllers have several replicas.",
    check: ({ model }) =>
      all(
        ['attacher', 'provisioner', 'resizer', 'snapshotter'].map((name) =>
          chartValue(model, 'longhorn', `csi.${name}ReplicaCount`, 3, 2),
        ),
      ),
  },
  {
    id: '2.4',
    text: 'All data of stateful services is on several nodes.',
    check: ({ model }) => dataPlaces(model),
  },
  {
    id: '3.1',
    text: 'flannel runs on all nodes, as a part of k3s.',
    check: ({ spec, line }) => {
      const nodes = presentNodes(spec);
      return verdict(
        nodes.length > 0,
        nodes.flatMap((node) => line(pathOfNode(spec, node))),
      );
    },
  },
  {
    id: '3.2',
    text: 'CoreDNS has three or more replicas, no two on one node.',
    check: ({ model }) => spreadWorkloads(named(model, 'kube-system', 'coredns'), model, 3),
  },
  {
    id: '3.3',
    text: 'The ingress has three or more replicas, no two on one node.',
    check: ({ model }) =>
      spreadWorkloads(
        model.workloads.filter((w) => model.program(w)?.role === 'ingress-controller' && w.kind !== 'job'),
        model,
        3,
      ),
  },
  {
    id: '3.4',
    text: 'metrics-server has several replicas, no two on one node.',
    check: ({ model }) => spreadWorkloads(named(model, 'kube-system', 'metrics-server'), model, 2),
  },
  {
    id: '3.5',
    text: 'local-path is not there, or runs several times.',
    check: ({ model, line }) => {
      const classes = model
        .ofType('StorageClass')
        .filter(({ manifest }) => manifest['provisioner'] === 'rancher.io/local-path');
      return classes.length > 0
        ? { status: 'fails', evidence: classes.map((object) => ({ object })) }
        : verdict(true, line(['storage']));
    },
  },
  {
    id: '4.1',
    text: 'Every stateless service has three or more replicas, no two on one node.',
    check: ({ model }) =>
      spreadWorkloads(
        services(model).filter((w) => !keepsData(w, model) && !isPlatform(w)),
        model,
        3,
      ),
  },
  {
    id: '5.1',
    text: 'Every stateful service has three or more replicas that replicate.',
    check: ({ model }) => {
      const operators = model.objects.filter(({ type }) => (model.knowledge.operatorOf(type)?.sets.length ?? 0) > 0);
      const singles = services(model).filter((w) => keepsData(w, model));
      if (operators.length + singles.length === 0) return notApplicable;
      const enough = operators.every((object) =>
        (model.knowledge.operatorOf(object.type)?.sets ?? []).every(({ replicas }) =>
          findAll(object.manifest, replicas).every(({ value }) => Number(value ?? 0) >= 3),
        ),
      );
      // A plain StatefulSet does not say how its replicas replicate.
      return {
        status: !enough || singles.length > 0 ? 'fails' : 'holds',
        evidence: [
          ...operators.map((object) => ({ object, field: ['spec'] })),
          ...singles.map(({ object, replicasPath }) => ({ object, field: replicasPath })),
        ],
      };
    },
  },
];

/** The plan against a model; empty without a cluster file. */
export function judgeRequirements(model: ClusterModel, findings: readonly FindingDraft[]): RequirementDraft[] {
  const spec = model.cluster;
  if (spec === undefined) return [];
  const line = (field: FieldPath): readonly Evidence[] => clusterFile(model).map((object) => ({ object, field }));
  return requirements.map(({ id, text, check }) => {
    const { status, evidence } = check({ model, spec, line });
    const objects = new Set(evidence.map(({ object }) => object));
    const about =
      status === 'holds'
        ? []
        : findings.filter(({ object, severity }) => objects.has(object) && severity !== 'advisory');
    // What nobody can look up is not known to hold.
    const proven = status !== 'holds' || evidence.length > 0;
    return { id, text, status: proven ? status : 'unknown', evidence, findings: about };
  });
}

const notApplicable: Answer = { status: 'notApplicable', evidence: [] };

function verdict(holds: boolean, evidence: readonly Evidence[]): Answer {
  return { status: holds ? 'holds' : 'fails', evidence };
}

/** The worst of several answers. */
function all(answers: readonly Answer[]): Answer {
  const order: readonly Status[] = ['fails', 'unknown', 'holds', 'notApplicable'];
  const status = order.find((s) => answers.some((answer) => answer.status === s)) ?? 'notApplicable';
  return { status, evidence: answers.flatMap(({ evidence }) => evidence) };
}

/**
 * Whether the cluster file names so many servers. While it says that one of them still holds the cluster alone, nobody
 * knows from files how many have joined it.
 */
function servers(least: number, spec: ClusterSpec, line: Question['line']): Answer {
  const members = presentServers(spec);
  const alone = spec.nodes.findIndex(({ existing }) => existing === 'single-server');
  if (members.length >= least && alone >= 0) return { status: 'unknown', evidence: line(['nodes', alone, 'existing']) };
  return verdict(
    members.length >= least,
    members.flatMap((node) => line(pathOfNode(spec, node))),
  );
}

function pathOfNode(spec: ClusterSpec, node: NodeSpec | undefined): FieldPath {
  return node === undefined ? ['nodes'] : ['nodes', spec.nodes.indexOf(node)];
}

function clusterFile({ cluster, clusterDocument }: ClusterModel): SourcedObject[] {
  if (cluster === undefined || clusterDocument === undefined) return [];
  const manifest = { apiVersion: 'zero-spof', kind: 'Cluster', metadata: { name: cluster.cluster.name } };
  return [{ manifest, source: { document: clusterDocument, path: [] } }];
}

function releaseOf(model: ClusterModel, chart: string): KubeObject | undefined {
  return RELEASE_TYPES.flatMap((type) => model.ofType(type)).find((object) => readRelease(object)?.chart === chart);
}

/** A value of a chart that has to be at least so much. */
function chartValue(model: ClusterModel, chart: string, path: string, standard: number, least: number): Answer {
  const object = releaseOf(model, chart);
  const release = object && readRelease(object);
  if (object === undefined || release === undefined) return notApplicable;
  const values = parseYamlValues(at(object.manifest, ...release.valuesPath));
  const value = findAll(values, path)[0]?.value ?? standard;
  return verdict(Number(value) >= least, [{ object, field: [...release.valuesPath, ...path.split('.')] }]);
}

function named(model: ClusterModel, namespace: string, name: string): readonly Workload[] {
  return model.pods.inNamespace(namespace).filter(({ object }) => object.name === name);
}

function services(model: ClusterModel): readonly Workload[] {
  return model.workloads.filter((w) => w.kind === 'replicated' && model.role(w) === 'server');
}

function keepsData(workload: Workload, model: ClusterModel): boolean {
  return model.claims(workload).length > 0;
}

/** Namespaces of what the cluster is made of, which has lines of its own. */
const PLATFORM = new Set([
  'kube-system',
  'ingress-nginx',
  'traefik',
  'cloudflared',
  'longhorn-system',
  'flux-system',
  'cnpg-system',
]);

function isPlatform({ object }: Workload): boolean {
  return PLATFORM.has(object.namespace);
}

function spreadWorkloads(workloads: readonly Workload[], model: ClusterModel, least: number): Answer {
  if (workloads.length === 0) return notApplicable;
  const holds = workloads.every((w) => model.replicas(w).count >= least && model.nodeLoss(w).verdict === 'survives');
  return verdict(
    holds,
    workloads.map(({ object, replicasPath }) => ({ object, field: replicasPath })),
  );
}

function dataPlaces(model: ClusterModel): Answer {
  const owners = model.workloads.filter((w) => w.kind === 'replicated');
  const claims = owners.flatMap((workload) => model.claims(workload).map((claim) => ({ workload, claim })));
  if (claims.length === 0) return notApplicable;
  const places = claims.map(({ claim }) => claim.place.provisioner?.keeps);
  const onOne = places.includes('node') || places.includes('server');
  return {
    status: onOne ? 'fails' : places.includes(undefined) ? 'unknown' : 'holds',
    evidence: claims.map(({ workload, claim }) =>
      claim.object === undefined
        ? { object: workload.object, field: claim.path }
        : { object: claim.object, field: ['spec', 'storageClassName'] },
    ),
  };
}
