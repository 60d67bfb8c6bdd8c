import type { Chart } from 'cdk8s';
import type { Exposure } from '../ingress-exposure';
import { argsOf, fiveNodes, findObject, inLayer, objectsOf, podSpecOf } from '../testing';
import { Traefik } from '.';

const EXPOSURES: readonly Exposure[] = ['hostPort', 'serviceLB', 'loadBalancer', 'cloudflared'];

function traefik(exposure: Exposure, rest = ''): Chart {
  return inLayer(
    (layer) => new Traefik(layer, fiveNodes(`ingress: {controller: traefik, exposure: ${exposure}${rest}}`)),
  );
}

describe('traefik', () => {
  const args = (exposure: Exposure, rest = '') => argsOf(findObject(traefik(exposure, rest), 'Deployment', 'traefik'));

  it('serves on until endpoints have changed, then lets requests end', () => {
    const podSpec = podSpecOf(findObject(traefik('hostPort'), 'Deployment', 'traefik'));
    expect(podSpec).toHaveProperty('containers.0.lifecycle', { preStop: { sleep: { seconds: 15 } } });
    expect(podSpec['terminationGracePeriodSeconds']).toBe(60);
    expect(args('hostPort')).toEqual(
      expect.arrayContaining(
        ['web', 'websecure'].map((e) => `--entrypoints.${e}.transport.lifecycle.gracetimeout=30s`),
      ),
    );
  });

  it('publishes the addresses of the balancer, where there is one', () => {
    const published = (exposure: Exposure) => args(exposure).filter((a) => /publish|ingressendpoint/.test(a));
    const service = [
      '--providers.kubernetesingress.ingressendpoint.publishedservice=traefik/traefik',
      '--providers.kubernetesingressnginx.publishservice=traefik/traefik',
    ];
    expect(EXPOSURES.map(published)).toEqual([[], service, service, []]);
  });

  it('believes forwarded headers only behind the tunnel, and only of pods', () => {
    const trusted = (exposure: Exposure) => args(exposure).filter((a) => a.includes('forwardedheaders'));
    expect(EXPOSURES.slice(0, 3).flatMap(trusted)).toEqual([]);
    expect(trusted('cloudflared')).toEqual([
      '--entrypoints.web.forwardedheaders.trustedips=10.42.0.0/16',
      '--entrypoints.websecure.forwardedheaders.trustedips=10.42.0.0/16',
    ]);
  });

  it('serves Ingresses of class nginx as well', () => {
    expect(args('hostPort')).toContain('--providers.kubernetesingressnginx=true');
    expect(findObject(traefik('hostPort'), 'IngressClass', 'nginx')).toHaveProperty(
      'spec.controller',
      'k8s.io/ingress-nginx',
    );
  });

  it('starts without the Secret of its default certificate, and sees its renewal', () => {
    const chart = traefik('hostPort', ', defaultCertificate: wildcard');
    expect(argsOf(findObject(chart, 'Deployment', 'traefik'))).toContain(
      '--providers.file.directory=/etc/traefik/dynamic',
    );
    expect(podSpecOf(findObject(chart, 'Deployment', 'traefik'))['volumes']).toContainEqual({
      name: 'dynamic',
      projected: {
        sources: [{ configMap: { name: 'traefik-dynamic' } }, { secret: { name: 'wildcard', optional: true } }],
      },
    });
    expect(args('hostPort').join()).not.toContain('providers.file');
    expect(objectsOf(traefik('hostPort')).filter((o) => o.kind === 'ConfigMap')).toEqual([]);
  });

  it('passes the restricted level of Pod Security but for ports of the host', () => {
    const podSpec = podSpecOf(findObject(traefik('serviceLB'), 'Deployment', 'traefik'));
    expect(podSpec['securityContext']).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(podSpec).toHaveProperty(
      'containers.0.securityContext',
      expect.objectContaining({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
      }),
    );
  });
});
