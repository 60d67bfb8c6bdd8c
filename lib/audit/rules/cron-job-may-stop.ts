import { at, integer } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { defineRule, type Fault } from '../define-rule';

export const cronJobMayStop = defineRule({
  id: 'cron-job-may-stop',
  topic: 'replicas',
  title: 'A CronJob does not run, or not every time.',
  why: 'One that is suspended starts nothing, and says nothing. With concurrencyPolicy: Forbid, one run that hangs keeps all others from starting unless activeDeadlineSeconds ends it. With a startingDeadlineSeconds shorter than the controllers need to elect a new leader, a run that is due at that moment is left out.',
  remedy:
    'Resume it; with Forbid set activeDeadlineSeconds of the Job; make startingDeadlineSeconds longer than an election, or leave it out: the last run that was missed is then started late.',
  example:
    'spec:\n  concurrencyPolicy: Forbid\n  startingDeadlineSeconds: 300\n  jobTemplate: {spec: {activeDeadlineSeconds: 3600}}',
  sources: [
    'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#writing-a-cronjob-spec',
    'k8s.io/kubernetes v1.36.3, pkg/controller/cronjob/cronjob_controllerv2.go: syncCronJob',
    'k8s.io/component-base v0.36.3, config/v1alpha1/defaults.go: leaseDuration 15 s, retryPeriod 2 s',
  ],
  check: (model) =>
    model.ofType('CronJob').flatMap((object): Fault[] => {
      if (object.spec['suspend'] === true)
        return [
          {
            severity: 'advisory',
            object,
            field: ['spec', 'suspend'],
            message: `${describe(object)} is suspended: it starts nothing.`,
            fix: { title: 'suspend: false', edits: [{ set: ['spec', 'suspend'], value: false }] },
          },
        ];
      return [...mayHang(object), ...leavesOut(object)];
    }),
});

function mayHang(object: KubeObject): Fault[] {
  const job = ['spec', 'jobTemplate', 'spec'];
  const deadline =
    at(object.manifest, ...job, 'activeDeadlineSeconds') ??
    at(object.manifest, ...job, 'template', 'spec', 'activeDeadlineSeconds');
  if (object.spec['concurrencyPolicy'] !== 'Forbid' || deadline !== undefined) return [];
  return [
    {
      severity: 'advisory',
      object,
      field: ['spec', 'concurrencyPolicy'],
      message: `${describe(object)} starts no run while another one runs (Forbid), and nothing ends one that hangs.`,
      remedy: 'Set activeDeadlineSeconds of the Job to the longest time that a run may take.',
    },
  ];
}

/** The lease of the leader, and the time after which the others look again. */
const ELECTION_SECONDS = 15 + 2;

function leavesOut(object: KubeObject): Fault[] {
  const deadline = integer(object.spec['startingDeadlineSeconds']);
  if (deadline === undefined || deadline >= ELECTION_SECONDS) return [];
  const field = ['spec', 'startingDeadlineSeconds'];
  return [
    {
      severity: 'advisory',
      object,
      field,
      message: `${describe(object)} leaves a run out that does not start within ${deadline} s; when the leader of the controllers fails, the next one starts after ${ELECTION_SECONDS} s.`,
      fix: { title: 'startingDeadlineSeconds: 300', edits: [{ set: field, value: 300 }] },
    },
  ];
}
