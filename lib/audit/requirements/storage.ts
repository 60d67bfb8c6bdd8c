import { storageNodes } from '../../spec/topology';
import { parseYamlValues } from '../../model/chart-values';
import type { ClusterModel } from '../../model/cluster-model';
import { findAll } from '../../model/dotted-path';
import { at } from '../../model/json';
import type { KubeObject } from '../../model/kube-object';
import { readRelease, RELEASE_TYPES } from '../../model/releases';
import { all, type Answer, notApplicable, pathOfNode, type Requirement, verdict } from './answer';

/** Longhorn, and where data is. */
export const storage: readonly Requirement[] = [
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
];

/** What keeps data on one node. */
export const localStorage: readonly Requirement[] = [
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
];

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
