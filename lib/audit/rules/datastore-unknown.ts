import { at, text } from '../../model/json';
import { controlPlaneNodes } from '../control-plane';
import { defineRule } from '../define-rule';

export const datastoreUnknown = defineRule({
  id: 'datastore-unknown',
  topic: 'controlplane',
  title: 'Where the cluster keeps its state is not told.',
  why: 'Servers of k3s with embedded etcd have the label node-role.kubernetes.io/etcd. These have it not: they use SQLite on one disk, or a database outside. When that fails, every server fails with it, however many there are.',
  remedy: 'Give the cluster file, which names the datastore, or run embedded etcd on three servers.',
  example: 'cluster:\n  datastore: embedded',
  sources: ['https://docs.k3s.io/datastore', 'k3s-io/k3s v1.36.3, pkg/etcd: label of members'],
  check: (model) => {
    if (model.cluster !== undefined) return [];
    const servers = controlPlaneNodes(model).filter(({ manifest }) =>
      (text(at(manifest, 'status', 'nodeInfo', 'kubeletVersion')) ?? '').includes('+k3s'),
    );
    const [first] = servers;
    if (first === undefined || servers.some(({ labels }) => ETCD in labels)) return [];
    return [
      {
        severity: 'inconclusive',
        object: first,
        field: ['metadata', 'labels'],
        message:
          servers.length === 1
            ? `Node ${first.name}, the only server, has no member of etcd: it keeps the state of the cluster on its own disk, or in a database that is not told.`
            : `None of the ${servers.length} servers has a member of etcd: whether the database that they share survives a failure is not told.`,
        related: servers.slice(1),
      },
    ];
  },
});

const ETCD = 'node-role.kubernetes.io/etcd';
