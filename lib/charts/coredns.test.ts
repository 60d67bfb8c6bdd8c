import { CoreDns } from './coredns';
import { fiveNodes, findObject, inLayer, objectsOf, podSpecOf, specOf } from './testing';

const chart = inLayer((layer) => new CoreDns(layer, fiveNodes()));
const deployment = findObject(chart, 'Deployment', 'coredns');
const pod = podSpecOf(deployment) as any;

describe('CoreDns', () => {
  test('three servers on three nodes, above all other pods', () => {
    expect(deployment).toMatchObject({
      spec: { replicas: 3, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } },
    });
    expect(pod.topologySpreadConstraints).toMatchObject([
      {
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
        maxSkew: 1,
        minDomains: 3,
        nodeTaintsPolicy: 'Honor',
      },
    ]);
    expect(pod.priorityClassName).toBe('system-cluster-critical');
  });

  test('a budget keeps a drain from taking two', () => {
    expect(findObject(chart, 'PodDisruptionBudget', 'coredns')).toMatchObject({
      spec: {
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: { 'k8s-app': 'kube-dns' } },
      },
    });
  });

  test('it asks the resolver of its node, never itself, and runs on servers too', () => {
    expect(pod.dnsPolicy).toBe('Default');
    expect(pod.tolerations).toContainEqual({
      key: 'node-role.kubernetes.io/control-plane',
      operator: 'Exists',
      effect: 'NoSchedule',
    });
  });

  test('a stopping server goes on answering for 5 s, and dead ones are given up after 30 s', () => {
    const corefile = (findObject(chart, 'ConfigMap', 'coredns') as any).data.Corefile as string;
    expect(corefile).toContain('lameduck 5s');
    expect(corefile).toContain('kubernetes cluster.local in-addr.arpa ip6.arpa');
    expect(pod.tolerations.filter((t: any) => t.effect === 'NoExecute').map((t: any) => t.tolerationSeconds)).toEqual([
      30, 30,
    ]);
  });

  test('Flux leaves the Corefile as it is', () => {
    expect(findObject(chart, 'ConfigMap', 'coredns').metadata.annotations).toMatchObject({
      'kustomize.toolkit.fluxcd.io/substitute': 'disabled',
    });
  });

  test('the Service has the address that kubelets know, for every service range', () => {
    const at = (serviceCidr: string) =>
      (
        findObject(
          inLayer(
            (layer) =>
              new CoreDns(
                layer,
                specOf(
                  `{cluster: {name: t, network: {serviceCidr: ${serviceCidr}}}, git: {url: "https://g/x"}, nodes: [{name: a, role: server}, {name: b, role: server}, {name: c, role: server}], ingress: {exposure: cloudflared}}`,
                ),
              ),
          ),
          'Service',
          'kube-dns',
        ) as any
      ).spec.clusterIP;
    expect(at('10.43.0.0/16')).toBe('10.43.0.10');
    expect(at('172.20.128.0/20')).toBe('172.20.128.10');
  });

  test('names are those of the copy that it takes over from', () => {
    expect(objectsOf(chart).map((o) => `${o.kind}/${o.metadata.name}`)).toEqual([
      'ServiceAccount/coredns',
      'ClusterRole/system:coredns',
      'ClusterRoleBinding/system:coredns',
      'ConfigMap/coredns',
      'Deployment/coredns',
      'PodDisruptionBudget/coredns',
      'Service/kube-dns',
    ]);
  });
});
