import type { AppSpec } from '../cluster-spec';
import type { Draft } from '../draft';
import type { Check } from './check';

/** Namespaces that belong to Kubernetes, Flux and what this project installs. */
export const RESERVED_NAMESPACES: readonly string[] = [
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'flux-system',
  'longhorn-system',
  'cnpg-system',
  'ingress-nginx',
  'traefik',
  'cloudflared',
];

export const apps: Check = {
  reads: ['apps', 'git'],
  run: ({ apps: all, git }) => {
    const names = new Map<string, number>();
    const hosts = new Map<string, string>(
      git.receiver?.host === undefined ? [] : [[git.receiver.host, "Flux' receiver"]],
    );
    return all.flatMap((app, i): Draft[] => {
      const drafts = [...namespaceOf(app.namespace, ['apps', i, 'namespace'])];
      const id = `${app.namespace}/${app.name}`;
      const first = names.get(id);
      if (first === undefined) names.set(id, i);
      else
        drafts.push({
          code: 'app-duplicate-name',
          path: ['apps', i, 'name'],
          found: `${id} for a second time (apps[${first}] has it)`,
          expected: 'each app with its own name',
        });
      if (app.kind === 'postgres') return drafts;
      for (const [h, host] of app.hosts.entries()) {
        const owner = hosts.get(host);
        if (owner === undefined) hosts.set(host, app.name);
        else
          drafts.push({
            code: 'app-duplicate-host',
            path: ['apps', i, 'hosts', h],
            found: `${host}, which ${owner} has`,
            expected: 'each host name once',
          });
      }
      return [...drafts, ...portAndReadiness(app, i)];
    });
  },
};

export const charts: Check = {
  reads: ['charts', 'apps'],
  run: ({ charts: all, apps: allApps }) => {
    const names = new Map<string, number>();
    const appNames = new Set(allApps.map((a) => a.name));
    return all.flatMap((chart, i): Draft[] => {
      const drafts = [...namespaceOf(chart.namespace, ['charts', i, 'namespace'])];
      const first = names.get(chart.name);
      if (first !== undefined)
        drafts.push({
          code: 'chart-duplicate-name',
          path: ['charts', i, 'name'],
          found: `${chart.name} for a second time (charts[${first}] has it)`,
          expected: 'each chart with its own name',
        });
      else if (appNames.has(chart.name))
        drafts.push({
          code: 'chart-duplicate-name',
          path: ['charts', i, 'name'],
          found: `${chart.name}, which is an app`,
          expected: 'a name that no app has',
        });
      names.set(chart.name, i);
      const bareName = /^[a-z0-9][-a-z0-9]*$/.test(chart.chart);
      if (bareName !== (chart.repo !== undefined)) {
        drafts.push({
          code: 'chart-repo',
          path: ['charts', i, 'chart'],
          found: bareName ? `the chart name ${chart.chart} and no repo` : `${chart.chart} and a repo`,
          expected: 'a chart name with repo, or an address without',
        });
      }
      // A chart in the repository itself is pinned by git.
      if (chart.digest === undefined && !chart.chart.startsWith('.')) {
        drafts.push({
          code: 'chart-not-pinned',
          path: ['charts', i],
          found: `${chart.name} ${chart.version} without a digest`,
          expected: 'digest: sha256:...',
        });
      }
      return drafts;
    });
  },
};

function namespaceOf(namespace: string, path: readonly (string | number)[]): Draft[] {
  if (!RESERVED_NAMESPACES.includes(namespace)) return [];
  return [{ code: 'namespace-reserved', path, found: namespace, expected: 'a namespace of your own' }];
}

function portAndReadiness(app: Exclude<AppSpec, { kind: 'postgres' }>, i: number): Draft[] {
  const drafts: Draft[] = [];
  if (app.hosts.length > 0 && app.port === undefined) {
    drafts.push({
      code: 'app-port-missing',
      path: ['apps', i, 'hosts'],
      at: 'key',
      found: 'hosts and no port',
      expected: 'the port that the container serves HTTP on',
    });
  }
  if (app.readiness === undefined) {
    if (app.port !== undefined)
      drafts.push({
        code: 'app-readiness-missing',
        path: ['apps', i],
        found: `${app.name} with port ${app.port} and no readiness`,
        expected: 'readiness: {path: /...} or {tcp: true} or {command: [...]}',
      });
    return drafts;
  }
  const ways = (['path', 'tcp', 'command'] as const).filter((way) => app.readiness?.[way] !== undefined);
  if (ways.length !== 1)
    drafts.push({
      code: 'app-readiness-ambiguous',
      path: ['apps', i, 'readiness'],
      at: 'key',
      found: ways.length === 0 ? 'none of path, tcp and command' : ways.join(' and '),
      expected: 'exactly one of path, tcp and command',
    });
  if (app.port === undefined && ways.some((way) => way !== 'command')) {
    drafts.push({
      code: 'app-port-missing',
      path: ['apps', i, 'readiness'],
      at: 'key',
      found: 'a readiness probe over the network and no port',
      expected: 'the port that the container serves on',
    });
  }
  return drafts;
}
