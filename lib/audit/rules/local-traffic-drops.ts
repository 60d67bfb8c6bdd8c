import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const localTrafficDrops = defineRule({
  id: 'local-traffic-drops',
  topic: 'traffic',
  title: 'Nodes without a pod drop the requests that reach them.',
  why: 'With a traffic policy of Local a node answers only with pods of its own. Where fewer nodes have a pod than get requests, those that get to the others are lost; when the pods move after a failure, it takes the load balancer a while to see where they are.',
  remedy:
    'Use Cluster, or run a pod on every node that gets requests (a DaemonSet), or as many spread replicas as such nodes.',
  example: 'spec:\n  externalTrafficPolicy: Cluster',
  sources: ['https://kubernetes.io/docs/reference/networking/virtual-ips/#external-traffic-policy'],
  check: (model) =>
    model.services.flatMap(({ object, workloads }) => {
      const external = object.spec['externalTrafficPolicy'] === 'Local';
      const internal = object.spec['internalTrafficPolicy'] === 'Local';
      const field = external ? 'externalTrafficPolicy' : 'internalTrafficPolicy';
      const replicated = workloads.filter((w) => w.kind === 'replicated');
      if ((!external && !internal) || replicated.length === 0) return [];
      const enough = replicated.every((w) => {
        const { count } = model.replicas(w);
        const { verdict } = model.nodeLoss(w);
        return count > 1 && verdict === 'survives' && (external || count >= model.nodes.all.length);
      });
      if (enough) return [];
      const pods = replicated.reduce((n, w) => n + model.replicas(w).count, 0);
      return [
        {
          severity: 'advisory' as const,
          object,
          field: ['spec', field],
          message: `${describe(object)} is answered only by nodes with a pod (${field}: Local), and ${pods === 1 ? 'it has one pod' : `its ${pods} pods may be on one`}.`,
          related: replicated.map((w) => w.object),
        },
      ];
    }),
});
