import { texts } from '../../model/json';
import { describe } from '../../model/kube-object';
import type { Workload } from '../../model/workload';
import { defineRule, type Fault } from '../define-rule';

export const noLeaderElection = defineRule({
  id: 'no-leader-election',
  topic: 'controlplane',
  title: 'Several replicas of a controller work at the same time.',
  why: 'A controller makes the cluster match what is asked for, and expects to be alone. Without leader election each replica acts on what it sees: they undo each other, or do everything twice.',
  remedy: 'Give it the flag for leader election, and a Role for Leases.',
  example: 'args: [--leader-election]',
  sources: [
    'https://kubernetes.io/docs/concepts/architecture/leases/#leader-election',
    'the programs that lib/model/knowledge/programs.ts names',
  ],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      if (workload.kind !== 'replicated' || model.replicas(workload).count < 2) return [];
      return workload.pod.containers.flatMap(({ name, image, value, path }) => {
        const program = model.knowledge.programOf(image, workload.object.name);
        const flag = program?.electionFlag;
        const count = model.replicas(workload).count;
        if (program?.single === true && flag === undefined) return [runsTwice(workload, name, count)];
        const words = [...texts(value['command']), ...texts(value['args'])];
        if (flag === undefined || words.some((word) => isSet(word, flag))) return [];
        return [
          {
            severity: 'degrades' as const,
            object: workload.object,
            field: [...path, 'args'],
            message: `Container ${name} of ${describe(workload.object)} runs ${count} times without ${flag}: all of them act at the same time.`,
          },
        ];
      });
    }),
});

function runsTwice({ object, replicasPath }: Workload, container: string, count: number): Fault {
  return {
    severity: 'degrades',
    object,
    field: replicasPath,
    message: `Container ${container} of ${describe(object)} runs ${count} times, and its program knows no leader election: all of them act at the same time.`,
    remedy: 'Run one, and keep its tolerations for dead nodes short, so that it is soon elsewhere.',
    fix: { title: 'replicas: 1', edits: [{ set: replicasPath, value: 1 }] },
  };
}

function isSet(word: string, flag: string): boolean {
  const single = flag.replace(/^--/, '-');
  return [flag, single, `${flag}=true`, `${single}=true`].includes(word);
}
