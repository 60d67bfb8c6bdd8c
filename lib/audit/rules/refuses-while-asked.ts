import { describe } from '../../model/kube-object';
import { preStopSeconds } from '../../model/pre-stop';
import type { ClusterModel } from '../../model/cluster-model';
import type { Workload } from '../../model/workload';
import { defineRule, type Fault } from '../define-rule';

export const refusesWhileAsked = defineRule({
  id: 'refuses-while-asked',
  topic: 'strategy',
  title: 'An entrance refuses requests while they are still sent to it.',
  why: 'A pod that is stopped is told so at the same moment as those that send requests to it: kube-proxy takes a second to hear of it, a load balancer until its next checks. A program that closes its ports at once refuses what comes meanwhile, at each update and each drain, however many replicas there are.',
  remedy: 'Let it go on for 10 s or more before it ends: a preStop hook that sleeps, or the flag of the program.',
  example: 'lifecycle:\n  preStop: {sleep: {seconds: 15}}',
  sources: [
    'https://kubernetes.io/docs/tutorials/services/pods-and-endpoint-termination-flow/',
    'the programs that lib/model/knowledge/programs.ts names',
  ],
  check: (model) =>
    model.workloads
      // With one replica, that there is one is the fault.
      .filter(({ kind }) => kind === 'replicated' || kind === 'daemon')
      .filter((workload) => model.replicas(workload).count > 1)
      .flatMap((workload) => faultsOf(workload, model)),
});

function faultsOf(workload: Workload, model: ClusterModel): Fault[] {
  const { object, pod } = workload;
  return pod.containers.flatMap((container): Fault[] => {
    const flag = model.knowledge.programOf(container.image, object.name)?.drainFlag;
    // Another hook may do the same.
    if (flag === undefined || preStopSeconds(container) !== 0) return [];
    const isTold = model.texts(workload).some(({ value }) => value.toLowerCase().includes(flag.toLowerCase()));
    if (isTold) return [];
    return [
      {
        severity: 'advisory',
        object,
        field: [...container.path, 'lifecycle'],
        message: `Container ${container.name} of ${describe(object)} closes its ports as soon as it is to stop, while requests are still sent to it.`,
        remedy: `Let it go on for 10 s or more: a preStop hook that sleeps, or ${flag}.`,
        fix: {
          title: 'a preStop hook of 15 s',
          edits: [{ set: [...container.path, 'lifecycle', 'preStop'], value: { sleep: { seconds: 15 } } }],
        },
      },
    ];
  });
}
