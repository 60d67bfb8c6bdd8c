import { describe } from '../../model/kube-object';
import { ZONE } from '../../model/nodes';
import { clusterFileObject } from '../cluster-file';
import { defineRule } from '../define-rule';

export const nodesInOneZone = defineRule({
  id: 'nodes-in-one-zone',
  topic: 'placement',
  title: 'All nodes are in one zone.',
  why: 'A zone stands for what fails together: a rack, a site, a provider. With all nodes in one, its loss stops every service and the API server, and no spread of replicas helps.',
  remedy: 'Add nodes in other zones, two at least, or accept it with a waiver, and keep backups elsewhere.',
  example: 'kubectl label node node-4 topology.kubernetes.io/zone=zone-b',
  sources: ['https://kubernetes.io/docs/setup/best-practices/multiple-zones/'],
  check: (model) => {
    const { known, all, zones } = model.nodes;
    const [zone] = zones;
    // Of a node without the label nobody knows where it is, and one node alone is a fault of its own.
    if (!known || all.length < 2 || zones.size !== 1 || zone === undefined) return [];
    if (all.some(({ metadata }) => metadata.labels?.[ZONE] === undefined)) return [];
    const [first, ...others] = model.ofType('Node');
    const file = clusterFileObject(model);
    const place =
      file !== undefined
        ? { object: file, field: ['nodes'] }
        : first && { object: first, field: ['metadata', 'labels', ZONE] };
    if (place === undefined) return [];
    const which = file === undefined && first !== undefined ? `, from ${describe(first)} on,` : '';
    return [
      {
        severity: 'outage',
        ...place,
        message: `All ${all.length} nodes${which} are in zone ${zone}: its loss stops every service.`,
        related: file === undefined ? others : [],
      },
    ];
  },
});
