import { at, text } from '../../model/json';
import type { ClusterModel } from '../../model/cluster-model';
import { describe } from '../../model/kube-object';
import type { Volume } from '../../model/pod-template';
import type { Claim } from '../../model/storage';
import type { Workload } from '../../model/workload';
import { consequenceOf } from '../consequence';
import { defineRule, type Fault } from '../define-rule';

export const dataOnOneNode = defineRule({
  id: 'data-on-one-node',
  topic: 'storage',
  title: 'Data is on one node only.',
  why: 'A volume of local-path, hostPath or a local disk lives on one node. Its pod can start nowhere else, and waits for as long as the node is away; when the disk is gone, so is the data. Replicas of a StatefulSet each have a volume of their own, which helps only if the application replicates.',
  remedy:
    'Use a class that keeps copies on several nodes, such as longhorn with numberOfReplicas: "3", or let the application replicate.',
  example: 'spec:\n  volumeClaimTemplates:\n    - spec: {storageClassName: longhorn}',
  sources: [
    'https://kubernetes.io/docs/concepts/storage/volumes/#local',
    'https://github.com/rancher/local-path-provisioner',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      if (workload.kind === 'job' || model.role(workload) === 'job') return [];
      return [...ofClaims(workload, model), ...ofHostPaths(workload, model)];
    }),
});

function ofClaims(workload: Workload, model: ClusterModel): Fault[] {
  const { count } = model.replicas(workload);
  return model.claims(workload).flatMap((claim) => {
    if (claim.place.provisioner?.keeps !== 'node' || workload.kind === 'daemon') return [];
    const consequence = consequenceOf(workload, model);
    // With a volume for each of several pods, one of them is down; whether data is lost is up to the application.
    const some = claim.perPod && count > 1;
    return [
      {
        severity: some ? ('advisory' as const) : consequence.severity,
        object: workload.object,
        field: claim.path,
        message: `Claim ${claim.name} of ${describe(workload.object)} is of class ${nameOf(claim)}, which keeps it on one node. ${
          some
            ? 'A pod whose node is lost does not come back, and its data is there again only if the application copies it.'
            : `While that node is away, the pod can start nowhere; if its disk is gone, so is the data. ${consequence.text}`
        }`,
        related: consequence.related,
      },
    ];
  });
}

function nameOf({ place }: Claim): string {
  return place.className ?? `${place.storageClass?.name ?? ''} (the default)`;
}

/** Places of a host that belong to the host: programs look at them, and keep nothing there. */
const OF_THE_HOST =
  /^\/(proc|sys|dev|run|etc|boot|lib|usr|bin|sbin|$)|^\/var\/(run|log|lib\/(kubelet|docker|containerd|rancher|cni))|\.sock$/;

function ofHostPaths(workload: Workload, model: ClusterModel): Fault[] {
  if (workload.kind === 'daemon') return [];
  return workload.pod.volumes.flatMap((volume) => {
    const path = text(at(volume.value, 'hostPath', 'path'));
    if (path === undefined) return [];
    const written = isWritten(workload, volume);
    const kept = written && !OF_THE_HOST.test(path);
    const consequence = consequenceOf(workload, model);
    return [
      {
        severity: kept && workload.kind !== 'pod' ? consequence.severity : ('advisory' as const),
        object: workload.object,
        field: volume.path,
        message: kept
          ? `Volume ${volume.name} of ${describe(workload.object)} is ${path} of the node: on another node the pod finds other data, or none.`
          : `Volume ${volume.name} of ${describe(workload.object)} is ${path} of the node: on another node the pod sees what is there.`,
        related: kept ? consequence.related : [],
      },
    ];
  });
}

function isWritten({ pod }: Workload, { name }: Volume): boolean {
  return pod.containers.some(({ value }) => {
    const mounts = value['volumeMounts'];
    return Array.isArray(mounts) && mounts.some((m: unknown) => at(m, 'name') === name && at(m, 'readOnly') !== true);
  });
}
