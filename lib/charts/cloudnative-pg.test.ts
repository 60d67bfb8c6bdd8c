import { CloudNativePg } from './cloudnative-pg';
import { fiveNodes, findObject, inLayer } from './testing';

const chart = inLayer((layer) => new CloudNativePg(layer, fiveNodes()));
const release = findObject(chart, 'HelmRelease', 'cloudnative-pg');

describe('the CloudNativePG operator', () => {
  it('comes from one version of its chart', () => {
    expect(release).toMatchObject({
      metadata: { namespace: 'cnpg-system' },
      spec: {
        releaseName: 'cloudnative-pg',
        chart: {
          spec: {
            chart: 'cloudnative-pg',
            version: '0.29.0',
            sourceRef: { kind: 'HelmRepository', name: 'cloudnative-pg' },
          },
        },
      },
    });
    expect(findObject(chart, 'HelmRepository', 'cloudnative-pg')).toMatchObject({
      metadata: { namespace: 'cnpg-system' },
      spec: { url: 'https://cloudnative-pg.github.io/charts' },
    });
  });

  it('runs twice on different nodes and leaves a dead one after 30 s', () => {
    expect(release).toHaveProperty('spec.values', {
      replicaCount: 2,
      priorityClassName: 'infrastructure',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          minDomains: 2,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'DoNotSchedule',
          nodeTaintsPolicy: 'Honor',
          matchLabelKeys: ['pod-template-hash'],
          labelSelector: {
            matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg', 'app.kubernetes.io/instance': 'cloudnative-pg' },
          },
        },
      ],
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
        { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 },
      ],
      resources: { requests: { cpu: '100m', memory: '200Mi' }, limits: { memory: '1Gi' } },
    });
  });

  it('has a budget for the pods of its chart', () => {
    expect(findObject(chart, 'PodDisruptionBudget', 'cloudnative-pg')).toMatchObject({
      metadata: { namespace: 'cnpg-system' },
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: {
          matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg', 'app.kubernetes.io/instance': 'cloudnative-pg' },
        },
      },
    });
  });

  it('is never uninstalled by Flux, whether an install fails or its file disappears', () => {
    expect(release).toMatchObject({
      metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
      spec: {
        install: { strategy: { name: 'RetryOnFailure' }, crds: 'CreateReplace' },
        upgrade: { strategy: { name: 'RetryOnFailure' }, crds: 'CreateReplace' },
        uninstall: { disableHooks: false },
        driftDetection: { mode: 'enabled' },
      },
    });
    expect(release).not.toHaveProperty('spec.install.remediation');
    expect(findObject(chart, 'HelmRepository', 'cloudnative-pg').metadata.annotations).toEqual({
      'kustomize.toolkit.fluxcd.io/prune': 'disabled',
    });
  });
});
