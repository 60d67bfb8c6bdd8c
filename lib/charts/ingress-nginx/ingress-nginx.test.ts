import type { Chart } from 'cdk8s';
import type { Exposure } from '../ingress-exposure';
import { argsOf, fiveNodes, findObject, inLayer, podSpecOf } from '../testing';
import { IngressNginx } from '.';

function ingressNginx(exposure: Exposure, rest = ''): Chart {
  return inLayer(
    (layer) => new IngressNginx(layer, fiveNodes(`ingress: {controller: ingress-nginx, exposure: ${exposure}${rest}}`)),
  );
}

describe('ingress-nginx', () => {
  const args = (exposure: Exposure, rest = '') =>
    argsOf(findObject(ingressNginx(exposure, rest), 'Deployment', 'ingress-nginx-controller'));

  it('drains for as long as its pod may take to stop', () => {
    const chart = ingressNginx('hostPort');
    const podSpec = podSpecOf(findObject(chart, 'Deployment', 'ingress-nginx-controller'));
    expect(podSpec['terminationGracePeriodSeconds']).toBe(300);
    expect(podSpec).toHaveProperty('containers.0.lifecycle', { preStop: { exec: { command: ['/wait-shutdown'] } } });
    expect(args('hostPort')).toContain('--shutdown-grace-period=15');
    expect(findObject(chart, 'ConfigMap', 'ingress-nginx-controller')).toHaveProperty('data', {
      'worker-shutdown-timeout': '240s',
    });
  });

  it('writes addresses that clients reach into the status of Ingresses', () => {
    const status = (exposure: Exposure) => args(exposure).filter((a) => /publish|status|internal-ip/.test(a));
    expect(status('hostPort')).toEqual([]);
    expect(status('serviceLB')).toEqual(['--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller']);
    expect(status('loadBalancer')).toEqual(['--publish-service=$(POD_NAMESPACE)/ingress-nginx-controller']);
    expect(status('cloudflared')).toEqual(['--update-status=false']);
  });

  it('believes forwarded headers only behind the tunnel, and only of pods', () => {
    expect(findObject(ingressNginx('cloudflared'), 'ConfigMap', 'ingress-nginx-controller')).toHaveProperty('data', {
      'use-forwarded-headers': 'true',
      'proxy-real-ip-cidr': '10.42.0.0/16',
      'worker-shutdown-timeout': '240s',
    });
  });

  it('serves the default certificate that the spec names', () => {
    expect(args('hostPort', ', defaultCertificate: wildcard')).toContain(
      '--default-ssl-certificate=ingress-nginx/wildcard',
    );
    expect(args('hostPort').join()).not.toContain('default-ssl-certificate');
  });

  it('elects its leader by the one lease that it may change', () => {
    expect(args('hostPort')).toContain('--election-id=ingress-nginx-leader');
    expect(findObject(ingressNginx('hostPort'), 'Role', 'ingress-nginx')).toHaveProperty(
      'rules',
      expect.arrayContaining([
        {
          apiGroups: ['coordination.k8s.io'],
          resources: ['leases'],
          resourceNames: ['ingress-nginx-leader'],
          verbs: ['get', 'update'],
        },
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      ]),
    );
  });

  it('has a webhook that cannot block the cluster', () => {
    const webhook = findObject(ingressNginx('hostPort'), 'ValidatingWebhookConfiguration', 'ingress-nginx-admission');
    expect(webhook).toHaveProperty('webhooks', [
      expect.objectContaining({
        failurePolicy: 'Ignore',
        timeoutSeconds: 5,
        sideEffects: 'None',
        namespaceSelector: {
          matchExpressions: [
            {
              key: 'kubernetes.io/metadata.name',
              operator: 'NotIn',
              values: ['flux-system', 'ingress-nginx', 'kube-system'],
            },
          ],
        },
        rules: [
          {
            apiGroups: ['networking.k8s.io'],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['ingresses'],
          },
        ],
      }),
    ]);
    // Owned by Job patch: a value here would be put back at every reconciliation.
    expect(JSON.stringify(webhook)).not.toContain('caBundle');
  });

  it.each(['create', 'patch'])('makes the certificate in the cluster: Job %s', (command) => {
    const job = findObject(ingressNginx('hostPort'), 'Job', `ingress-nginx-admission-${command}-v1-6-9`);
    expect(job.metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/force': 'enabled' });
    expect(job).not.toHaveProperty('spec.ttlSecondsAfterFinished');
    expect(job).toMatchObject({
      spec: { template: { spec: { restartPolicy: 'OnFailure', serviceAccountName: 'ingress-nginx-admission' } } },
    });
    // Without the label that the Services select: a Job's pod would be taken for a controller.
    expect(job).toHaveProperty(
      ['spec', 'template', 'metadata', 'labels', 'app.kubernetes.io/component'],
      'admission-webhook',
    );
    expect(argsOf(job)).toContain('--secret-name=ingress-nginx-admission');
  });
});
