/** A cluster file without a warning, with a number of apps, each a Deployment, a Service, an Ingress and a disruption budget. */
export function clusterFileWithApps(count: number): string {
  const nodes = ['a', 'b', 'c', 'd', 'e'].map(
    (zone, i) => `  - { name: n${i}, role: server, zone: ${zone}, publicIp: 198.18.0.${i + 1} }\n`,
  );
  const apps = Array.from(
    { length: count },
    (_, i) => `  - name: app-${i}
    kind: stateless
    image: ghcr.io/example/app:1.0.${i}
    port: 8080
    hosts: [app-${i}.example.org]
    readiness: { path: /healthz }
    env: { LOG_LEVEL: info, START: "12:30" }
`,
  );
  const etcd = ['11', '12', '13'].map((host) => `https://10.1.0.${host}:2379`).join(', ');
  return `cluster:
  name: bench
  datastore: { endpoints: [${etcd}], caFile: /etcd/ca, certFile: /etcd/crt, keyFile: /etcd/key }
git: { url: "https://github.com/example/bench.git" }
nodes:
${nodes.join('')}ingress: { controller: traefik, replicas: 5 }
storage: { backup: { target: "s3://bucket@region/" } }
apps:${count === 0 ? ' []' : ''}
${apps.join('')}`;
}
