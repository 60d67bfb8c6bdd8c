import type { KubeObject } from '../../model/kube-object';
import { describe } from '../../model/kube-object';
import { push } from '../../model/pod-index';
import { controlPlaneNodes } from '../control-plane';
import { defineRule } from '../define-rule';

export const controlPlaneLacksQuorum = defineRule({
  id: 'control-plane-lacks-quorum',
  topic: 'controlplane',
  title: 'The control plane does not survive the loss of a node.',
  why: 'etcd works while more than half of its members are there. One member survives no loss, two neither; with an even number there is one more machine that can fail and nothing gained.',
  remedy: 'Run three or five control plane nodes, in different zones.',
  example: 'k3s server --server https://first:6443',
  sources: ['https://etcd.io/docs/v3.6/faq/#what-is-failure-tolerance', 'https://docs.k3s.io/datastore/ha-embedded'],
  check: (model) => {
    // The cluster file has checks of its own; these are Node objects.
    const members = controlPlaneNodes(model);
    const [first] = members;
    if (first === undefined || model.cluster !== undefined) return [];
    const count = members.length;
    const zones = new Map<string, KubeObject[]>();
    for (const member of members) push(zones, zoneOf(member), member);
    const [zone, inZone] = [...zones].sort(([, a], [, b]) => b.length - a.length)[0] ?? ['', []];
    const majority = Math.floor(count / 2) + 1;
    return [
      ...(count < 3 || count % 2 === 0
        ? [
            {
              severity: count < 3 ? ('outage' as const) : ('advisory' as const),
              object: first,
              field: ['metadata', 'labels'],
              message:
                count < 3
                  ? `There ${count === 1 ? 'is 1 control plane node' : `are ${count} control plane nodes`}, from ${describe(first)} on: the loss of one stops the API server and etcd.`
                  : `There are ${count} control plane nodes, which survive as many losses as ${count - 1}.`,
            },
          ]
        : []),
      ...(count >= 3 && zones.size > 1 && zone !== '' && inZone.length >= majority
        ? [
            {
              severity: 'outage' as const,
              object: inZone[0] ?? first,
              field: ['metadata', 'labels'],
              message: `Zone ${zone} has ${inZone.length} of ${count} control plane nodes: its loss takes the majority of etcd.`,
              related: inZone.slice(1),
            },
          ]
        : []),
    ];
  },
});

function zoneOf({ labels }: KubeObject): string {
  return labels['topology.kubernetes.io/zone'] ?? '';
}
