import { integer, isObject, type JsonObject, object, objects, text } from '../json';
import { parseQuantity } from '../kubernetes/quantity';
import type { FieldPath } from '../source';
import { amounts, atLeast, oneOf, port, repeated } from './check-values';
import type { Refusal } from './refusal';

interface PodAround {
  /** Names of the volumes that can be mounted. */
  readonly volumes: ReadonlySet<string | undefined>;
  readonly hostNetwork: boolean;
}

const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'];
const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

/** @param path from the object to the container, in `containers` or `initContainers` */
export function checkContainer(container: JsonObject, path: FieldPath, around: PodAround): Refusal[] {
  const ports = objects(container['ports']);
  const endsByItself = path.at(-2) === 'initContainers' && container['restartPolicy'] !== 'Always';
  return [
    ...(text(container['image']) === undefined ? [{ path: [...path, 'image'], reason: 'is missing' }] : []),
    ...oneOf(container['imagePullPolicy'], ['Always', 'IfNotPresent', 'Never'], [...path, 'imagePullPolicy']),
    ...ports.flatMap((p, i) => checkPort(p, [...path, 'ports', i], around)),
    ...repeated(ports, ({ name }) => text(name)).map((i) => ({
      path: [...path, 'ports', i, 'name'],
      reason: 'is the name of another port',
    })),
    ...objects(container['volumeMounts']).flatMap(({ name }, i) =>
      text(name) === undefined || around.volumes.has(text(name))
        ? []
        : [
            {
              path: [...path, 'volumeMounts', i, 'name'],
              reason: `is ${text(name) ?? ''}, but there is no such volume`,
            },
          ],
    ),
    ...PROBES.flatMap((probe) => {
      const value = container[probe];
      if (!isObject(value)) return [];
      if (endsByItself) return [{ path: [...path, probe], reason: 'is of an init container, which has no probes' }];
      return checkProbe(value, [...path, probe], probe);
    }),
    ...checkResources(object(container['resources']), [...path, 'resources']),
  ];
}

function checkPort(value: JsonObject, path: FieldPath, { hostNetwork }: PodAround): Refusal[] {
  const [own, host] = [integer(value['containerPort']), integer(value['hostPort'])];
  return [
    ...port(own, [...path, 'containerPort']),
    ...oneOf(value['protocol'], ['TCP', 'UDP', 'SCTP'], [...path, 'protocol']),
    ...(hostNetwork && host !== undefined && host !== 0 && host !== own
      ? [{ path: [...path, 'hostPort'], reason: 'differs from containerPort, which it may not with hostNetwork' }]
      : []),
  ];
}

/** Zero stands for a default in most numbers of a probe. */
function checkProbe(probe: JsonObject, path: FieldPath, name: string): Refusal[] {
  const handlers = HANDLERS.filter((key) => isObject(probe[key]));
  const successes = integer(probe['successThreshold']) ?? 0;
  const ports = handlers.map((key) => object(probe[key])['port']);
  return [
    ...(handlers.length === 1
      ? []
      : [{ path, reason: `has ${handlers.length === 0 ? 'none' : 'several'} of ${HANDLERS.join(', ')}` }]),
    ...['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold'].flatMap((key) =>
      atLeast(probe[key], 0, [...path, key]),
    ),
    ...ports.flatMap((value, i) => port(value, [...path, handlers[i] ?? '', 'port'])),
    ...(name !== 'readinessProbe' && successes > 1
      ? [{ path: [...path, 'successThreshold'], reason: `is ${successes}, but has to be 1 in a ${name}` }]
      : []),
    ...(name === 'readinessProbe' && probe['terminationGracePeriodSeconds'] !== undefined
      ? [{ path: [...path, 'terminationGracePeriodSeconds'], reason: 'is not for readiness probes' }]
      : []),
  ];
}

function checkResources(resources: JsonObject, path: FieldPath): Refusal[] {
  const [requests, limits] = [object(resources['requests']), object(resources['limits'])];
  return [
    ...amounts(requests, [...path, 'requests']),
    ...amounts(limits, [...path, 'limits']),
    ...Object.keys(requests).flatMap((name) => {
      const [request, limit] = [parseQuantity(requests[name]), parseQuantity(limits[name])];
      return request !== undefined && limit !== undefined && request > limit
        ? [{ path: [...path, 'requests', name], reason: 'is more than its limit' }]
        : [];
    }),
  ];
}
