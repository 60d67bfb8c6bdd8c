import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

export const cronJobMayStop = defineRule({
  id: 'cron-job-may-stop',
  topic: 'replicas',
  title: 'A CronJob may never run again.',
  why: 'When it has missed more than 100 starts, after a longer failure of the control plane, it is not started any more unless startingDeadlineSeconds limits how far back is counted. With concurrencyPolicy: Forbid, one run that hangs keeps all others from starting.',
  remedy: 'Set startingDeadlineSeconds to a little less than the interval, and with Forbid activeDeadlineSeconds too.',
  example: 'spec:\n  startingDeadlineSeconds: 300\n  jobTemplate: {spec: {activeDeadlineSeconds: 3600}}',
  sources: ['https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#cron-job-limitations'],
  check: (model) =>
    model.ofType('CronJob').flatMap((object) => {
      const [deadline, suspend] = [object.spec['startingDeadlineSeconds'], object.spec['suspend']];
      if (deadline !== undefined || suspend === true) return [];
      return [
        {
          severity: 'advisory' as const,
          object,
          field: ['spec', 'startingDeadlineSeconds'],
          message: `${describe(object)} is not started any more once it has missed more than 100 starts.`,
          fix: {
            title: 'startingDeadlineSeconds: 300',
            edits: [{ set: ['spec', 'startingDeadlineSeconds'], value: 300 }],
          },
        },
      ];
    }),
});
