import type { Chart } from 'cdk8s';
import type { Exposure } from './ingress-exposure';
import { IngressNginx } from './ingress-nginx';
import { fiveNodes, findObject, inLayer, objectsOf, podSpecOf } from './testing';
import { Traefik } from './traefik';

const EXPOSURES: readonly Exposure[] = ['hostPort', 'serviceLB', 'loadBalancer', 'cloudflared'];

const CONTROLLERS = {
  'ingress-nginx': {
    name: 'ingress-nginx-controller',
    namespace: 'ingress-nginx',
    make: ingressNginx,
    containerPorts: [80, 443],
  },
  traefik: { name: 'traefik', namespace: 'traefik', make: traefik, containerPorts: [8000, 8443] },
} as const;

function ingressNginx(exposure: Exposure): Chart {
  return inLayer(
    (layer) => new IngressNginx(layer, fiveNodes(`ingress: {controller: ingress-nginx, exposure: ${exposure}}`)),
  );
}

function traefik(exposure: Exposure): Chart {
  return inLayer((layer) => new Traefik(layer, fiveNodes(`ingress: {controller: traefik, exposure: ${exposure}}`)));
}

describe.each(Object.entries(CONTROLLERS))('%s', (_, { name, namespace, make, containerPorts: [http, https] }) => {
  describe.each(EXPOSURES)('by %s', (exposure) => {
    const chart = make(exposure);
    const deployment = findObject(chart, 'Deployment', name);

    it('has three replicas on different nodes, one of which may fail', () => {
      expect(deployment).toMatchObject({
        metadata: { namespace },
        spec: { replicas: 3, minReadySeconds: 5, template: { spec: { priorityClassName: 'infrastructure' } } },
      });
      expect(podSpecOf(deployment)['topologySpreadConstraints']).toEqual([
        expect.objectContaining({
          topologyKey: 'kubernetes.io/hostname',
          maxSkew: 1,
          minDomains: 3,
          whenUnsatisfiable: 'DoNotSchedule',
          nodeTaintsPolicy: 'Honor',
        }),
      ]);
      expect(podSpecOf(deployment)['tolerations']).toEqual([
        expect.objectContaining({ key: 'node.kubernetes.io/not-ready', tolerationSeconds: 30 }),
        expect.objectContaining({ key: 'node.kubernetes.io/unreachable', tolerationSeconds: 30 }),
      ]);
    });

    it('has a budget and a rollout that neither block nor stop it', () => {
      expect(findObject(chart, 'PodDisruptionBudget', name)).toMatchObject({
        metadata: { namespace },
        spec: {
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
          selector: { matchLabels: { 'app.kubernetes.io/name': namespace } },
        },
      });
      const maxSurge = exposure === 'hostPort' ? 0 : 1;
      expect(deployment).toMatchObject({
        spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 1 } } },
      });
    });

    it('tells readiness and liveness apart by their patience', () => {
      const [container] = podSpecOf(deployment)['containers'] as {
        readinessProbe: { failureThreshold: number };
        livenessProbe: { failureThreshold: number };
      }[];
      expect(container?.readinessProbe.failureThreshold).toBeLessThan(container?.livenessProbe.failureThreshold ?? 0);
    });

    it('is reachable in this way, and in no other', () => {
      const services = objectsOf(chart).filter((o) => o.kind === 'Service' && o.metadata.name === name);
      const ports = (
        podSpecOf(deployment)['containers'] as { ports: { containerPort: number; hostPort?: number }[] }[]
      ).flatMap((c) => c.ports);
      const hostPorts = ports.filter((p) => p.hostPort !== undefined).map((p) => [p.containerPort, p.hostPort]);
      if (exposure === 'hostPort') {
        expect(services).toEqual([]);
        expect(hostPorts).toEqual([
          [http, 80],
          [https, 443],
        ]);
        return;
      }
      expect(hostPorts).toEqual([]);
      expect(services).toHaveLength(1);
      expect(services[0]).toMatchObject({
        metadata: { namespace },
        spec: {
          selector: { 'app.kubernetes.io/name': namespace },
          ports: [
            { port: 80, targetPort: 'http' },
            { port: 443, targetPort: 'https' },
          ],
        },
      });
      if (exposure === 'cloudflared') {
        expect(services[0]).toHaveProperty('spec.type', 'ClusterIP');
        expect(services[0]).not.toHaveProperty('spec.externalTrafficPolicy');
      } else {
        expect(services[0]).toMatchObject({ spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local' } });
      }
    });

    it('selects its own pods, by every selector', () => {
      const labels = (deployment as unknown as { spec: { template: { metadata: { labels: Record<string, string> } } } })
        .spec.template.metadata.labels;
      for (const service of objectsOf(chart).filter((o) => o.kind === 'Service')) {
        expect(labels).toMatchObject(
          (service as unknown as { spec: { selector: Record<string, string> } }).spec.selector,
        );
      }
      expect(labels).toMatchObject(
        (deployment as unknown as { spec: { selector: { matchLabels: Record<string, string> } } }).spec.selector
          .matchLabels,
      );
    });

    it('has one default class', () => {
      const defaults = objectsOf(chart).filter(
        (o) =>
          o.kind === 'IngressClass' &&
          o.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true',
      );
      expect(defaults.map((o) => o.metadata.name)).toEqual([namespace === 'traefik' ? 'traefik' : 'nginx']);
    });
  });

  it('keeps to public nodes with hostPort, and only then', () => {
    const nodes = podSpecOf(findObject(make('hostPort'), 'Deployment', name));
    expect(nodes).toHaveProperty(
      'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms',
      [
        {
          matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['n1', 'n2', 'n3', 'n4', 'n5'] }],
        },
      ],
    );
    expect(podSpecOf(findObject(make('serviceLB'), 'Deployment', name))).not.toHaveProperty('affinity');
  });
});
