import { describe, type KubeObject } from '../../model/kube-object';
import type { AskedHost } from '../../model/client-references';
import { defineRule } from '../define-rule';

export const asksOneMember = defineRule({
  id: 'asks-one-member',
  topic: 'traffic',
  title: 'A workload asks one pod of a StatefulSet by its name.',
  why: 'Each pod of a StatefulSet has a name of its own. Who asks only the first does not find the others when its node fails, and a pod of a StatefulSet does not come back before somebody deletes it or the node.',
  remedy: 'Ask the Service, or name all members where the client can choose among them.',
  example: 'env:\n  - name: REDIS_HOSTS\n    value: redis-0.redis,redis-1.redis,redis-2.redis',
  sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      if (workload.kind === 'job') return [];
      const asked = new Map<KubeObject, Map<string, AskedHost>>();
      for (const one of model.askedHosts(workload)) {
        const [pod = '', service, namespace] = one.host.split('.');
        const [, name, ordinal] = /^(.+)-(\d+)$/.exec(pod) ?? [];
        if (name === undefined || ordinal === undefined || service === undefined) continue;
        const set = model.find('StatefulSet', namespace ?? workload.object.namespace, name);
        if (set === undefined || set === workload.object || set.spec['serviceName'] !== service) continue;
        const members = asked.get(set) ?? new Map<string, AskedHost>();
        asked.set(set, members.set(ordinal, one));
      }
      return [...asked].flatMap(([set, members]) => {
        const owner = model.workloadOf(set);
        const [first] = [...members.values()];
        if (members.size > 1 || first === undefined || owner === undefined || model.replicas(owner).count < 2)
          return [];
        return [
          {
            severity: 'degrades' as const,
            object: first.text.object,
            field: first.text.path,
            message: `${describe(workload.object)} asks ${first.host} alone, one of the ${model.replicas(owner).count} pods of ${describe(set)}.`,
            related: first.text.object === workload.object ? [set] : [workload.object, set],
          },
        ];
      });
    }),
});
