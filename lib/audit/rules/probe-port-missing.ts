import { at, text } from '../../model/json';
import { describe } from '../../model/kube-object';
import { defineRule } from '../define-rule';

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'];
const HANDLERS = ['httpGet', 'tcpSocket'];

export const probePortMissing = defineRule({
  id: 'probe-port-missing',
  topic: 'probe',
  title: 'A probe names a port that its container does not have.',
  why: 'The name cannot be resolved, so the probe always fails: the pod never gets ready, or is restarted again and again. (A number that is not listed under ports is fine.)',
  remedy: 'Name a port of the container, or write its number.',
  example: 'ports: [{name: http, containerPort: 8080}]\nreadinessProbe:\n  httpGet: {path: /ready, port: http}',
  sources: ['k8s.io/kubernetes v1.36.3, pkg/probe: ResolveContainerPort'],
  check: (model) =>
    model.workloads.flatMap(({ object, pod }) =>
      pod.containers.flatMap(({ name, value, path, ports }) =>
        PROBES.flatMap((probe) =>
          HANDLERS.flatMap((handler) => {
            const port = text(at(value, probe, handler, 'port'));
            if (port === undefined || /^[0-9]+$/.test(port) || ports.some((p) => p.name === port)) return [];
            return [
              {
                severity: probe === 'livenessProbe' ? ('degrades' as const) : ('outage' as const),
                object,
                field: [...path, probe, handler, 'port'],
                message: `The ${probe} of container ${name} of ${describe(object)} asks port ${port}, which the container does not have: it always fails.`,
              },
            ];
          }),
        ),
      ),
    ),
});
