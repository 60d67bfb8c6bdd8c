/** A cluster file with a number of apps, each a Deployment, a Service, an Ingress and a disruption budget. */
export function clusterFileWithApps(count: number): string {
  const nodes = ['a', 'b', 'c', 'd', 'e'].map((zone, i) => `  - { name: n${i}, role: server, zone: ${zone}, publicIp: 198.18.0.${i + 1} }\n`);
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
  return `cluster: { name: bench }
git: { url: "https://github.com/example/bench.git" }
nodes:
${nodes.join('')}ingress: { controller: traefik }
storage: { backup: { target: "s3://bucket@region/" } }
apps:${count === 0 ? ' []' : ''}
${apps.join('')}`;
}
