import { at, integer, objects, text } from '../json';
import type { KubeObject } from '../kube-object';
import { atLeast, count, oneOf, port, repeated, selector } from './check-values';
import type { Refusal } from './refusal';

/**
 * What the API server has against budgets, autoscalers, Services and webhooks. That a budget has both numbers has a
 * rule of its own.
 *
 * Source: k8s.io/kubernetes v1.36.3, pkg/apis/{policy,autoscaling,core,admissionregistration}/validation.
 */
export function checkOther(object: KubeObject): Refusal[] {
  switch (object.type) {
    case 'PodDisruptionBudget':
      return checkBudget(object);
    case 'HorizontalPodAutoscaler':
      return checkScaler(object);
    case 'Service':
      return checkService(object);
    case 'ValidatingWebhookConfiguration':
    case 'MutatingWebhookConfiguration':
      return checkWebhooks(object);
    default:
      return [];
  }
}

function checkBudget({ spec }: KubeObject): Refusal[] {
  const key = 'unhealthyPodEvictionPolicy';
  return [
    ...count(spec['minAvailable'], ['spec', 'minAvailable']),
    ...count(spec['maxUnavailable'], ['spec', 'maxUnavailable']),
    ...oneOf(spec[key], ['AlwaysAllow', 'IfHealthyBudget'], ['spec', key]),
    ...selector(spec['selector'], ['spec', 'selector']),
  ];
}

function checkScaler({ spec }: KubeObject): Refusal[] {
  const [least, most] = [integer(spec['minReplicas']) ?? 1, integer(spec['maxReplicas'])];
  return [
    ...atLeast(spec['minReplicas'], 1, ['spec', 'minReplicas']),
    ...atLeast(spec['maxReplicas'], 1, ['spec', 'maxReplicas']),
    ...(most !== undefined && most > 0 && most < least
      ? [{ path: ['spec', 'maxReplicas'], reason: `is ${most}, less than minReplicas (${least})` }]
      : []),
  ];
}

function checkService({ spec }: KubeObject): Refusal[] {
  const type = text(spec['type']) ?? 'ClusterIP';
  const ports = objects(spec['ports']);
  const local = spec['externalTrafficPolicy'] === 'Local' || spec['externalTrafficPolicy'] === 'Cluster';
  const reached = type === 'NodePort' || type === 'LoadBalancer' || Array.isArray(spec['externalIPs']);
  return [
    ...oneOf(type, ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], ['spec', 'type']),
    ...oneOf(spec['internalTrafficPolicy'], ['Cluster', 'Local'], ['spec', 'internalTrafficPolicy']),
    ...oneOf(spec['externalTrafficPolicy'], ['Cluster', 'Local'], ['spec', 'externalTrafficPolicy']),
    ...(ports.length === 0 && spec['clusterIP'] !== 'None' && type !== 'ExternalName'
      ? [{ path: ['spec', 'ports'], reason: 'is missing' }]
      : []),
    ...(local && !reached
      ? [{ path: ['spec', 'externalTrafficPolicy'], reason: 'is for Services that are reached from outside' }]
      : []),
    ...(spec['clusterIP'] === 'None' && (type === 'NodePort' || type === 'LoadBalancer')
      ? [{ path: ['spec', 'clusterIP'], reason: `is None, which type ${type} cannot be` }]
      : []),
    ...(type === 'ExternalName' && text(spec['externalName']) === undefined
      ? [{ path: ['spec', 'externalName'], reason: 'is missing' }]
      : []),
    ...ports.flatMap((value, i) => [
      ...port(value['port'], ['spec', 'ports', i, 'port']),
      ...port(value['targetPort'], ['spec', 'ports', i, 'targetPort']),
      ...(ports.length > 1 && text(value['name']) === undefined
        ? [{ path: ['spec', 'ports', i, 'name'], reason: 'is missing, and there are several ports' }]
        : []),
    ]),
    ...repeated(ports, ({ name }) => text(name)).map((i) => ({
      path: ['spec', 'ports', i, 'name'],
      reason: 'is the name of another port',
    })),
  ];
}

/** Source: ValidateWebhook: v1 asks for more than v1beta1 did. */
function checkWebhooks({ manifest, apiVersion }: KubeObject): Refusal[] {
  if (apiVersion !== 'admissionregistration.k8s.io/v1') return [];
  return objects(manifest['webhooks']).flatMap((webhook, i) => {
    const path = ['webhooks', i];
    const seconds = integer(webhook['timeoutSeconds']) ?? 10;
    const name = text(webhook['name']) ?? '';
    return [
      ...oneOf(webhook['failurePolicy'], ['Fail', 'Ignore'], [...path, 'failurePolicy']),
      ...(seconds < 1 || seconds > 30
        ? [{ path: [...path, 'timeoutSeconds'], reason: `is ${seconds}, but has to be 1 to 30` }]
        : []),
      ...(name.split('.').length < 3
        ? [{ path: [...path, 'name'], reason: `is ${name}, but has to have three parts, as check.example.com` }]
        : []),
      ...(text(webhook['sideEffects']) === undefined
        ? [{ path: [...path, 'sideEffects'], reason: 'is missing' }]
        : oneOf(webhook['sideEffects'], ['None', 'NoneOnDryRun'], [...path, 'sideEffects'])),
      ...(Array.isArray(webhook['admissionReviewVersions'])
        ? []
        : [{ path: [...path, 'admissionReviewVersions'], reason: 'is missing' }]),
      ...((at(webhook, 'clientConfig', 'service') === undefined) === (at(webhook, 'clientConfig', 'url') === undefined)
        ? [{ path: [...path, 'clientConfig'], reason: 'has to have either a service or a url' }]
        : []),
    ];
  });
}
