import { Cloudflared } from './cloudflared';
import { fiveNodes, findObject, inLayer, podSpecOf } from './testing';

describe('cloudflared', () => {
  const tunnel = (ingress = '') =>
    inLayer(
      (layer) => new Cloudflared(layer, fiveNodes(`ingress: {exposure: cloudflared${ingress}}`, { isPublic: false })),
    );

  it.each([
    ['', 3],
    [', replicas: 2', 3],
    [', replicas: 4', 4],
  ])('runs at least three times, on different nodes (%s)', (ingress, replicas) => {
    expect(findObject(tunnel(ingress), 'Deployment', 'cloudflared')).toMatchObject({
      spec: {
        replicas,
        strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
        template: {
          spec: {
            priorityClassName: 'infrastructure',
            terminationGracePeriodSeconds: 45,
            topologySpreadConstraints: [
              {
                topologyKey: 'kubernetes.io/hostname',
                maxSkew: 1,
                whenUnsatisfiable: 'DoNotSchedule',
                nodeTaintsPolicy: 'Honor',
              },
            ],
          },
        },
      },
    });
    expect(findObject(tunnel(ingress), 'PodDisruptionBudget', 'cloudflared')).toHaveProperty('spec.maxUnavailable', 1);
  });

  it('is ready while a connection stands, and not restarted for want of one', () => {
    const podSpec = podSpecOf(findObject(tunnel(), 'Deployment', 'cloudflared'));
    expect(podSpec).toHaveProperty('containers.0.readinessProbe.httpGet.path', '/ready');
    expect(podSpec).toHaveProperty('containers.0.livenessProbe.httpGet.path', '/healthcheck');
  });

  it('takes its token from the Secret that the spec names', () => {
    const podSpec = podSpecOf(findObject(tunnel(', tunnelSecret: my-tunnel'), 'Deployment', 'cloudflared'));
    expect(podSpec).toHaveProperty('containers.0.env', [
      { name: 'TUNNEL_TOKEN', valueFrom: { secretKeyRef: { name: 'my-tunnel', key: 'token' } } },
    ]);
    expect(podSpec['automountServiceAccountToken']).toBe(false);
  });
});
