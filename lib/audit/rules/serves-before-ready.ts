import { describe } from '../../model/kube-object';
import { servesClients } from '../../model/service';
import { defineRule } from '../define-rule';

export const servesBeforeReady = defineRule({
  id: 'serves-before-ready',
  topic: 'traffic',
  title: 'A Service sends requests to pods that are not ready.',
  why: 'publishNotReadyAddresses makes it ignore readiness: pods that start, are stuck or drain get requests like the others. It is meant for headless Services, by which members of a cluster find each other.',
  remedy: 'Use it on a headless Service for the members only, and another Service for the clients.',
  example: 'spec:\n  clusterIP: None\n  publishNotReadyAddresses: true',
  sources: ['https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/'],
  check: (model) =>
    model.services
      .filter((service) => service.object.spec['publishNotReadyAddresses'] === true && servesClients(service))
      // A Service for one pod of a StatefulSet is how its peers reach it, too.
      .filter(({ object, selector }) => object.spec['clusterIP'] !== 'None' && !(selector && POD_NAME in selector))
      .map(({ object, workloads }) => ({
        severity: 'advisory',
        object,
        field: ['spec', 'publishNotReadyAddresses'],
        message: `${describe(object)} sends requests also to pods that are not ready.`,
        fix: { title: 'only ready pods', edits: [{ remove: ['spec', 'publishNotReadyAddresses'] }] },
        related: workloads.map((w) => w.object),
      })),
});

const POD_NAME = 'statefulset.kubernetes.io/pod-name';
