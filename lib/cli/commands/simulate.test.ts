import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import simulationSchema from '../../../docs/schemas/simulation.schema.json';
import { makeScratch, put } from '../../io/fixtures/scratch';
import { codesIn, run, tooLong } from '../testing';

const node = (name: string, zone: string, server = true) => `apiVersion: v1
kind: Node
metadata:
  name: ${name}
  labels: { topology.kubernetes.io/zone: ${zone}${server ? ', node-role.kubernetes.io/etcd: "true"' : ''} }
status: { allocatable: { cpu: "4", memory: 8Gi, pods: "110" } }
---
`;

const FIVE = node('a', 'x') + node('b', 'x') + node('c', 'w') + node('d', 'w', false) + node('e', 'z', false);

const workload = (kind: string, replicas: number, spec = '', more = '') => `apiVersion: apps/v1
kind: ${kind}
metadata: { name: web, namespace: shop }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
${more}  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: m, image: m, ports: [{ containerPort: 80 }] }]
${spec}---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
`;

const APART = `      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: web } } }
`;

const CLAIM = (storageClass: string) => `      volumes: [{ name: d, persistentVolumeClaim: { claimName: d } }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: d, namespace: shop }
spec: { accessModes: [ReadWriteOnce], storageClassName: ${storageClass} }
`;

const MOVES = `---
apiVersion: longhorn.io/v1beta2
kind: Setting
metadata: { name: node-down-pod-deletion-policy, namespace: longhorn-system }
value: delete-both-statefulset-and-deployment-pod
`;

function folder(manifests: string, nodes = FIVE): string {
  const cwd = makeScratch();
  put(cwd, 'm/all.yaml', manifests);
  put(cwd, 'nodes.yaml', nodes);
  return cwd;
}

async function simulate(manifests: string, args: readonly string[] = [], nodes = FIVE) {
  const cwd = folder(manifests, nodes);
  const { code, stdout, stderr } = await run(cwd, [
    'simulate',
    'm',
    '--nodes',
    'nodes.yaml',
    '--format',
    'json',
    ...args,
  ]);
  const result = stdout === '' ? { scenarios: [] } : JSON.parse(stdout);
  const of = (id: string) => result.scenarios.find((one: any) => one.id === id);
  return {
    code,
    stderr,
    result,
    of,
    web: (id: string) => of(id).services.find(({ object }: any) => object.name === 'web') ?? { verdict: 'survives' },
  };
}

test('every single failure is tried, and the document is what the schema says', async () => {
  const { code, result } = await simulate(workload('Deployment', 2, APART));
  const validate = new Ajv({ allowUnionTypes: true }).compile(simulationSchema);
  expect([validate(result), validate.errors]).toEqual([true, null]);
  const kinds = new Set(result.scenarios.map(({ kind }: any) => kind));
  expect([...kinds].sort()).toEqual(
    ['control-plane', 'disk', 'drain', 'link', 'node', 'outside', 'partition', 'pod', 'upgrade', 'zone'].sort(),
  );
  // A zone with two of three members of etcd stops the API.
  expect(code).toBe(1);
});

describe('nodes', () => {
  test('pods that must be apart survive each node; the API pauses when a member is lost', async () => {
    const { of, web } = await simulate(workload('Deployment', 2, APART));
    expect(['a', 'd'].map((name) => [web(`node/${name}`).verdict, of(`node/${name}`).api])).toEqual([
      ['survives', 'degrades'],
      ['survives', 'survives'],
    ]);
    expect(of('node/a').etcd).toEqual({ members: 3, left: 2, quorum: true });
  });

  test('pods that may share a node have a placement in which its loss takes both', async () => {
    const { web } = await simulate(workload('Deployment', 2), ['--fail', 'node/d']);
    expect(web('node/d')).toMatchObject({ verdict: 'outage', witness: { 'web-0': 'd', 'web-1': 'd' } });
  });

  test('a time is the sum of its terms, each with a source', async () => {
    const { web } = await simulate(workload('Deployment', 1), ['--fail', 'node/d']);
    const { outageSeconds, terms } = web('node/d');
    expect(outageSeconds).toEqual({
      min: terms.reduce((sum: number, { min }: { min: number }) => sum + min, 0),
      max: terms.reduce((sum: number, { max }: { max: number }) => sum + max, 0),
    });
    // 40 to 57 s until the node counts as lost, up to 10 s to its taint, 300 s of toleration, up to 60 s to start.
    expect(outageSeconds).toEqual({ min: 340, max: 428 });
    expect(terms.every(({ source }: any) => source.length > 10)).toBe(true);
  });

  test('the loss of a server may take the leader of the controllers: detection can take longer', async () => {
    const { web } = await simulate(workload('Deployment', 1), ['--fail', 'node/a', '--fail', 'node/d']);
    expect(web('node/a').outageSeconds.max).toBeGreaterThan(web('node/d').outageSeconds.max);
  });

  test('while most of a zone is lost nothing leaves it: all nodes are named, and none is deleted', async () => {
    const oneZone = FIVE.replaceAll(/zone: [xwz]/g, 'zone: x');
    const { web } = await simulate(
      workload('Deployment', 1),
      ['--fail', 'nodes/a+d+e', '--fail', 'partition/a+d+e'],
      oneZone,
    );
    expect(web('nodes/a+d+e').act).toMatch(/taint node a d e .*out-of-service/);
    // Their pods run on: nobody may say that they are off.
    expect(web('partition/a+d+e').act).toContain('delete pods');
  });

  test('a StatefulSet waits until somebody acts, and what to do is said', async () => {
    const { code, web } = await simulate(workload('StatefulSet', 1), ['--fail', 'node/d']);
    expect(code).toBe(1);
    expect(web('node/d')).toMatchObject({
      outageSeconds: { max: null },
      act: expect.stringContaining('out-of-service'),
    });
  });

  test('without the majority of etcd nothing is replaced', async () => {
    const { of, web } = await simulate(workload('Deployment', 1), ['--fail', 'zone/x']);
    expect(of('zone/x')).toMatchObject({ api: 'outage', etcd: { left: 1, quorum: false } });
    expect(web('zone/x')).toMatchObject({ outageSeconds: { max: null } });
  });

  test('a pod that fits no other node does not come back before its node does', async () => {
    const small = node('d', 'x', false) + node('e', 'w', false).replace('cpu: "4"', 'cpu: "1"');
    const wants = workload('Deployment', 1).replace('image: m,', 'image: m, resources: { requests: { cpu: "2" } },');
    const { web } = await simulate(wants, ['--fail', 'node/d', '--fail', 'node/e'], small);
    expect(web('node/d')).toMatchObject({ verdict: 'outage', outageSeconds: { max: null } });
    expect(web('node/e').verdict).toBe('survives');
  });

  test('a node that may be full is no place to count on', async () => {
    const two = node('d', 'x', false) + node('e', 'w', false);
    const filler = workload('Deployment', 3, APART)
      .replaceAll('web', 'filler')
      .replace('image: m,', 'image: m, resources: { requests: { cpu: "3" } },');
    const { of } = await simulate(
      workload('Deployment', 1).replace('image: m,', 'image: m, resources: { requests: { cpu: "2" } },') + filler,
      ['--fail', 'node/d'],
      two,
    );
    const web = of('node/d').services.find(({ object }: any) => object.name === 'web');
    expect(web).toMatchObject({ outageSeconds: { max: null }, reason: expect.stringContaining('room') });
  });

  test('pods that run are taken where they are', async () => {
    const pod = (name: string, on: string) => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: web }, ownerReferences: [{ apiVersion: apps/v1, kind: ReplicaSet, name: web-1, uid: u, controller: true }] }
spec: { nodeName: ${on}, containers: [{ name: m, image: m }] }
---
`;
    const { web } = await simulate(workload('Deployment', 2) + pod('p', 'd') + pod('q', 'e'), [
      '--fail',
      'node/d',
      '--fail',
      'nodes/d+e',
    ]);
    expect([web('node/d').verdict, web('nodes/d+e').verdict]).toEqual(['survives', 'outage']);
  });
});

describe('volumes', () => {
  test('data on one node is away with it, and gone with its disk', async () => {
    const { of } = await simulate(workload('Deployment', 1, CLAIM('local-path')), [
      '--fail',
      'node/d',
      '--fail',
      'disk/d',
    ]);
    expect(of('node/d').volumes[0]).toMatchObject({ verdict: 'outage', lossSeconds: { max: 0 } });
    expect(of('disk/d').volumes[0]).toMatchObject({ verdict: 'outage', lossSeconds: { max: null } });
    expect(of('node/d').services[0].outageSeconds.max).toBeNull();
  });

  test('three copies leave two, and its pod follows where Longhorn is told to move it', async () => {
    const stays = await simulate(workload('Deployment', 1, CLAIM('longhorn')), ['--fail', 'node/d']);
    expect(stays.web('node/d')).toMatchObject({ outageSeconds: { max: null }, act: expect.stringContaining('taint') });
    const moves = await simulate(workload('Deployment', 1, CLAIM('longhorn') + MOVES), [
      '--fail',
      'node/d',
      '--fail',
      'nodes/c+d+e',
    ]);
    expect(moves.of('node/d').volumes[0]).toMatchObject({ verdict: 'degrades', replicasLeft: 2 });
    expect(moves.web('node/d').outageSeconds.max).toBeLessThan(900);
    expect(moves.of('nodes/c+d+e').volumes[0]).toMatchObject({ verdict: 'outage', replicasLeft: 0 });
  });

  test('a partition runs a single pod twice, and what the cut-off one writes is lost', async () => {
    const { of, web } = await simulate(workload('Deployment', 1, CLAIM('longhorn') + MOVES), ['--fail', 'partition/d']);
    expect(web('partition/d')).toMatchObject({ verdict: 'outage', lossSeconds: { max: null } });
    expect(of('partition/d').volumes[0].lossSeconds.max).toBeNull();
  });
});

describe('links', () => {
  test('a link between two servers leaves a leader that reaches both', async () => {
    const { of } = await simulate(workload('Deployment', 2, APART), ['--fail', 'link/a+b']);
    expect(of('link/a+b')).toMatchObject({ api: 'degrades', etcd: { quorum: true } });
  });

  test('five servers in three parts, and three that reach nobody, have no majority', async () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map((name) => node(name, name)).join('');
    const { of } = await simulate(
      workload('Deployment', 2, APART),
      ['--fail', 'partition/a+b,c', '--fail', 'partition/a+b'],
      five,
    );
    expect(of('partition/a+b,c')).toMatchObject({ api: 'outage', etcd: { quorum: false } });
    expect(of('partition/a+b')).toMatchObject({ api: 'degrades', etcd: { quorum: true } });
    expect(of('partition/a+b').sides.map(({ nodes }: any) => nodes)).toEqual([['a', 'b']]);
    expect(of('partition/a+b,c').sides.map(({ nodes }: any) => nodes)).toEqual([['a', 'b'], ['c'], ['d', 'e']]);
  });

  test('on a side that is cut off nobody is served where no pod may be, and nothing is written', async () => {
    const without = async (kind: string) => {
      const { of } = await simulate(workload(kind, 2, APART), ['--fail', 'partition/d']);
      const [side] = of('partition/d').sides;
      expect(side).toMatchObject({ nodes: ['d'], reached: 1, api: 'outage', apiOutage: { max: null } });
      return side.without.map(({ object }: any) => object.name);
    };
    expect([await without('Deployment'), await without('DaemonSet')]).toEqual([['web'], []]);
  });

  test('with one link of servers cut nobody is elected, and one may be asked that has no leader', async () => {
    const { of } = await simulate(workload('Deployment', 2, APART), ['--fail', 'link/a+b', '--fail', 'partition/a']);
    const [link, partition] = ['link/a+b', 'partition/a'].map((id) => of(id).apiOutage);
    expect(link.terms).toHaveLength(1);
    expect(partition.terms).toHaveLength(2);
    expect(link.max).toBeGreaterThan(partition.terms[1].max);
  });

  test('who reaches a single server is cut off while that one has no leader, which depends on who leads', async () => {
    const id = 'link/a+b,a+d,c+d';
    const { of, web } = await simulate(workload('Deployment', 1), ['--fail', id]);
    // With c as the leader d has the API by b; with a, which b does not reach, it has not.
    expect(of(id).sides).toEqual([expect.objectContaining({ nodes: ['d'], reached: 3 })]);
    expect(web(id)).toMatchObject({ verdict: 'outage', witness: { 'web-0': 'd' } });
  });
});

describe('drains', () => {
  const budget = (minAvailable: number) => `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web, namespace: shop }
spec: { minAvailable: ${minAvailable}, selector: { matchLabels: { app: web } } }
`;

  test('a budget keeps one of two; without it both may be evicted at once', async () => {
    const [kept, bare] = await Promise.all([
      simulate(workload('Deployment', 2) + budget(1), ['--fail', 'drain/d']),
      simulate(workload('Deployment', 2), ['--fail', 'drain/d']),
    ]);
    expect([kept.web('drain/d').verdict, bare.web('drain/d').verdict]).toEqual(['survives', 'outage']);
  });

  test('a budget that allows nothing holds the drain up, and that is said', async () => {
    const { web } = await simulate(workload('Deployment', 2) + budget(2), ['--fail', 'drain/d']);
    expect(web('drain/d')).toMatchObject({ verdict: 'survives', act: expect.stringContaining('drain') });
  });
});

describe("Longhorn's node-drain-policy", () => {
  const policy = (value: string) => `---
apiVersion: longhorn.io/v1beta2
kind: Setting
metadata: { name: node-drain-policy, namespace: longhorn-system }
value: ${value}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: single }
provisioner: driver.longhorn.io
parameters: { numberOfReplicas: "1" }
`;

  test.each([
    // The pod goes elsewhere and uses the copy over the network.
    ['block-if-contains-last-replica', false, 'kubectl drain d'],
    ['allow-if-replica-is-stopped', false, 'kubectl drain d'],
    ['block-for-eviction', false, null],
    ['block-for-eviction-if-contains-last-replica', false, null],
    ['always-allow', true, 'uncordon d'],
  ])('%s: with a single copy', async (value, unbounded, act) => {
    const { web } = await simulate(workload('Deployment', 1, CLAIM('single') + policy(value)), ['--fail', 'drain/d']);
    expect(web('drain/d')).toMatchObject({
      verdict: 'outage',
      outageSeconds: { max: unbounded ? null : expect.any(Number) },
      act: act === null ? null : expect.stringContaining(act),
    });
  });
});

describe('releases', () => {
  const release = (chart: string, values: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${chart}, namespace: system }
spec: { chart: { spec: { chart: ${chart} } }, values: ${values} }
---
`;

  test('of known charts the controllers are simulated; of others it is said that they are not', async () => {
    const { of, result } = await simulate(release('cloudnative-pg', '{ replicaCount: 2 }') + release('other', '{}'), [
      '--fail',
      'node/d',
    ]);
    expect(result.services.map(({ object }: any) => object.name)).toEqual(['cloudnative-pg']);
    expect(of('node/d').services).toEqual([expect.objectContaining({ verdict: 'degrades' })]);
    expect(result.assumptions.filter((one: string) => one.includes('system/other'))).toHaveLength(1);
  });
});

describe('pods of higher priority', () => {
  const first = (cpu: number, policy = 'PreemptLowerPriority') => `---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: high }
value: 1000
preemptionPolicy: ${policy}
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: first, namespace: shop }
spec:
  replicas: 1
  selector: { matchLabels: { app: first } }
  template:
    metadata: { labels: { app: first } }
    spec:
      priorityClassName: high
      containers: [{ name: m, image: m, resources: { requests: { cpu: "${cpu}" } } }]
`;
  const three = node('a', 'x') + node('b', 'x') + node('c', 'w');
  const web = workload('Deployment', 2, APART).replace('image: m,', 'image: m, resources: { requests: { cpu: "2" } },');

  test.each([
    ['what it needs is nowhere free for certain', first(3), 'inconclusive'],
    ['it evicts nobody', first(3, 'Never'), 'survives'],
    ['it fits beside the others', first(1), 'survives'],
  ])('after a loss they may take the place of others: %s', async (_, higher, verdict) => {
    const { web: service } = await simulate(web + higher, ['--fail', 'node/a'], three);
    expect(service('node/a').verdict).toBe(verdict);
    if (verdict === 'inconclusive') expect(service('node/a').reason).toContain('Deployment shop/first');
  });

  test('what is not told for a set of nodes is not told of its cut sets', async () => {
    const { result } = await simulate(web + first(3), ['--fail', 'node/a', '--order', '1'], three);
    expect(result.unclear.map(({ name }: any) => name)).toEqual(['Deployment shop/web']);
  });

  test('they come back without anybody acting, when those below them have ended', async () => {
    const outage = async (policy: string) => {
      const { of } = await simulate(web + first(3, policy), ['--fail', 'node/a'], three);
      return of('node/a').services.find(({ object }: any) => object.name === 'first').outageSeconds.max;
    };
    expect([await outage('PreemptLowerPriority'), await outage('Never')]).toEqual([expect.any(Number), null]);
  });

  test('what comes back may be evicted again: that takes longer', async () => {
    const other = first(2).split('---\n').at(-1) ?? '';
    const others = other
      .replaceAll('first', 'other')
      .replace('replicas: 1', 'replicas: 3')
      .replace(/ *priorityC.*\n/, '');
    const one = web.replace('replicas: 2', 'replicas: 1').replace('cpu: "2"', 'cpu: 500m');
    const times = await Promise.all(
      [first(3), first(3, 'Never')].map((higher) =>
        simulate(`${one}${higher}---\n${others}`, ['--fail', 'node/a'], three + node('d', 'w')),
      ),
    );
    const [evicted, left] = times.map(({ web: service }) => service('node/a').outageSeconds.max);
    expect(evicted).toBeGreaterThan(left);
  });

  test('that the likely placement has no evictions is said where they could be', async () => {
    const said = async (more: string) => {
      const { result } = await simulate(web + more, ['--fail', 'node/a'], three);
      return result.assumptions.some((one: string) => one.includes('nobody is evicted'));
    };
    expect([await said(''), await said(first(3))]).toEqual([false, true]);
  });

  test('what something scales takes the room of all that there may be', async () => {
    const scaler = (most: number) => `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: first, namespace: shop }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: first }, minReplicas: 1, maxReplicas: ${most} }
`;
    const verdict = async (more: string) => {
      const { web: service } = await simulate(web + first(1) + more, ['--fail', 'node/a'], three);
      return service('node/a').verdict;
    };
    expect([await verdict(scaler(2)), await verdict(scaler(9))]).toEqual(['survives', 'inconclusive']);
  });

  test('a drain moves them, too', async () => {
    const { web: service } = await simulate(web + first(3), ['--fail', 'drain/a'], three);
    expect(service('drain/a').verdict).toBe('inconclusive');
  });
});

test('affinity of pods to themselves: those of a dead node keep the others there', async () => {
  const near = (key: string) => APART.replace('podAntiAffinity', 'podAffinity').replace('kubernetes.io/hostname', key);
  const most = async (key: string) => {
    const { web } = await simulate(workload('Deployment', 2, near(key)), ['--fail', 'node/a']);
    return web('node/a').outageSeconds.max;
  };
  expect(await most('kubernetes.io/hostname')).toBeNull();
  expect(await most('topology.kubernetes.io/zone')).toEqual(expect.any(Number));
});

describe('what is asked for wrongly', () => {
  test('Kustomizations that wait for each other: the circle is told, with its place', async () => {
    const waiting = (name: string, ...others: string[]) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { dependsOn: [${others.map((other) => `{ name: ${other} }`).join()}] }
---
`;
    const circle = waiting('a', 'b') + waiting('b', 'c', 'd') + waiting('c', 'a') + waiting('d');
    const { code, result } = await simulate(circle, ['--fail', 'node/d']);
    expect(code).toBe(2);
    expect(result.problems).toEqual([
      expect.objectContaining({
        code: 'dependency-cycle',
        found: 'flux-system/a → flux-system/b → flux-system/c → flux-system/a',
      }),
    ]);
    const line = waiting('a', 'b', 'c') + waiting('b', 'c') + waiting('c');
    expect((await simulate(line, ['--fail', 'node/d'])).result.problems).toEqual([]);
  });

  test('a cluster without nodes: nothing is taken for granted', async () => {
    const cwd = folder(workload('Deployment', 2), '');
    const { code, stderr } = await run(cwd, ['simulate', 'm', '--nodes', 'nodes.yaml', '--format', 'json']);
    expect([code, stderr === '']).toEqual([2, false]);
  });

  test('a pod that is larger than any node is never there', async () => {
    const large = workload('Deployment', 1).replace(
      '{ name: m, image: m,',
      '{ name: m, image: m, resources: { requests: { cpu: "64" } },',
    );
    const { web, result } = await simulate(large, ['--fail', 'node/d', '--fail', 'drain/d', '--order', '1']);
    for (const id of ['node/d', 'drain/d'])
      expect(web(id)).toMatchObject({ verdict: 'outage', outageSeconds: { max: null }, witness: {} });
    expect(web('node/d').act).not.toContain('Bring d back');
    expect(result.capacity).toEqual([{ losses: 0, lacking: [{ lost: [], alike: 1 }], unclear: 0 }]);
    expect(result.cutSets).toContainEqual(expect.objectContaining({ name: 'Deployment shop/web', nodes: [] }));
  });

  const web = workload('Deployment', 2, APART);

  test('an unknown node, zone, workload or kind: the nearest name is suggested', async () => {
    for (const [id, near] of [
      ['node/bb', 'b'],
      ['zone/xx', 'x'],
      ['pod/shop/wev', 'shop/web'],
      ['nod/a', 'node'],
      ['outside/giit', 'git'],
    ]) {
      const { code, stderr } = await simulate(web, ['--fail', id ?? '']);
      expect([id, code, stderr.includes(`Did you mean ${near}?`)]).toEqual([id, 2, true]);
    }
  });

  test.each(['node/a+b', 'disk/a+b', 'link/a', 'link/a+a', 'relay/a+b+c', 'partition/a+b,b', 'sequence/a'])(
    '%s is of no shape that means something: the shape is told',
    async (id) => {
      const { code, stderr } = await simulate(web, ['--fail', id]);
      expect([code, stderr.includes(`--fail ${id};`)]).toEqual([2, true]);
    },
  );

  /** A clock by which each set of nodes takes a tenth of a second. */
  const slowly = () => {
    let time = 0;
    return { now: () => new Date((time += 100)) };
  };
  const onNodes = (count: number) =>
    folder(web, Array.from({ length: count }, (_, i) => node(`n${i}`, `z${i}`, false)).join(''));

  test('an order that would run for hours is measured, and asks for a limit', async () => {
    const args = ['simulate', 'm', '--nodes', 'nodes.yaml', '--order', '3'];
    const { code, stderr } = await run(onNodes(200), args, slowly());
    // 1,333,300 sets of two and three.
    expect([code, stderr.includes('38 hours'), stderr.includes('--time-limit')]).toEqual([2, true, true]);
  });

  test('how long an order takes is told beforehand, and a limit counts from the beginning', async () => {
    const args = ['simulate', 'm', '--nodes', 'nodes.yaml', '--format', 'json', '--order', '2', '--time-limit', '25'];
    const { stdout, stderr } = await run(onNodes(30), args, slowly());
    expect(stderr).toContain('435 sets of nodes, about 44 s');
    const { scenarios, partial, missing } = JSON.parse(stdout);
    // A second is spent on the estimate.
    expect([partial, missing.length > 0, scenarios.length < 250]).toEqual([true, true, true]);
    expect((await run(onNodes(30), [...args, '--quiet'], slowly())).stderr).toBe('');
  });

  test('contradictory rules: no node ever takes a pod, and that is a cut set of no nodes', async () => {
    const nowhere = workload('Deployment', 2, '      nodeSelector: { disk: floppy }\n');
    const { code, result, web: service } = await simulate(nowhere, ['--all']);
    expect(code).toBe(1);
    expect(service('node/a')).toMatchObject({ verdict: 'outage', outageSeconds: { max: null } });
    expect(result.cutSets.find(({ nodes }: any) => nodes.length === 0)).toMatchObject({ what: 'service' });
  });

  test('nodes without capacity take nothing', async () => {
    const empty = FIVE.replaceAll('pods: "110"', 'pods: "0"');
    const { code, web: service } = await simulate(web, ['--fail', 'node/a'], empty);
    expect([code, service('node/a').verdict]).toEqual([1, 'outage']);
  });
});

describe('limits', () => {
  test('--max-outage fails where a bounded outage is longer', async () => {
    const codes = await Promise.all(
      [1000, 100].map((seconds) =>
        simulate(workload('Deployment', 1), ['--fail', 'node/d', '--max-outage', String(seconds)]),
      ),
    );
    expect(codes.map(({ code }) => code)).toEqual([0, 1]);
  });

  test('when time is up, what is missing is named', async () => {
    const cwd = folder(workload('Deployment', 1));
    let time = 0;
    const now = () => new Date((time += 400));
    const { stdout } = await run(
      cwd,
      ['simulate', 'm', '--nodes', 'nodes.yaml', '--format', 'json', '--time-limit', '2'],
      { now },
    );
    const { partial, missing, scenarios } = JSON.parse(stdout);
    expect([partial, missing.length > 0, scenarios.length > 0]).toEqual([true, true, true]);
  });

  test('an interrupt gives what is known so far, marked as partial', async () => {
    const cwd = folder(workload('Deployment', 1));
    let time = 0;
    const now = () => {
      time += 400;
      // What Node does with a signal; a real one would end the tests.
      if (time === 4000) process.emit('SIGINT', 'SIGINT');
      return new Date(time);
    };
    const { code, stdout } = await run(cwd, ['simulate', 'm', '--nodes', 'nodes.yaml', '--format', 'json'], { now });
    expect([code, JSON.parse(stdout).partial]).toEqual([130, true]);
  });
});

test('nodes that nobody named: pods that ask for some of them may find none', async () => {
  const cwd = folder(workload('Deployment', 1, '      nodeSelector: { disk: ssd }\n'));
  const { stdout } = await run(cwd, ['simulate', 'm', '--fail', 'node/any', '--format', 'json']);
  expect(JSON.parse(stdout).scenarios[0].services[0].outageSeconds.max).toBeNull();
});

test('nodes that nobody named: any one of three or more', async () => {
  const cwd = folder(workload('Deployment', 2, APART) + workload('Deployment', 1).replaceAll('web', 'one'));
  const { stdout } = await run(cwd, ['simulate', 'm', '--format', 'json']);
  const { scenarios, assumptions } = JSON.parse(stdout);
  const any = scenarios.find(({ id }: any) => id === 'node/any');
  expect(any.services.map(({ object, verdict }: any) => [object.name, verdict])).toEqual([['one', 'outage']]);
  expect(assumptions[0]).toContain('three');
});

test('a sequence: pods do not go back by themselves', async () => {
  const spread = `      topologySpreadConstraints:
        - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, labelSelector: { matchLabels: { app: web } }, nodeTaintsPolicy: Honor }
`;
  const two = node('d', 'x', false) + node('e', 'w', false);
  const { web } = await simulate(
    workload('StatefulSet', 2, spread),
    ['--fail', 'node/e', '--fail', 'sequence/d,e'],
    two,
  );
  expect([web('node/e').verdict, web('sequence/d,e').verdict]).toEqual(['survives', 'outage']);
});

test('a Service with two workloads goes on with either', async () => {
  const blue = workload('Deployment', 2, APART.replace('app: web', 'color: blue'))
    .replace('name: web, namespace', 'name: blue, namespace')
    .replace('labels: { app: web } }\n    spec', 'labels: { app: web, color: blue } }\n    spec')
    .split('---')[0];
  const { of } = await simulate(`${workload('Deployment', 1)}${blue ?? ''}`, ['--fail', 'node/d']);
  const verdicts = of('node/d').services.map(({ object, verdict }: any) => `${object.kind} ${object.name} ${verdict}`);
  expect(verdicts).toEqual(['Deployment web outage', 'Deployment blue survives', 'Service web survives']);
});

test('room: whether all pods fit with one and with two nodes away', async () => {
  const wants = workload('Deployment', 3).replace('image: m,', 'image: m, resources: { requests: { cpu: "3" } },');
  const { result } = await simulate(
    wants,
    ['--all'],
    node('a', 'x') + node('b', 'x') + node('c', 'x') + node('d', 'w', false),
  );
  expect(result.capacity).toEqual([
    { losses: 1, lacking: [], unclear: 0 },
    {
      losses: 2,
      lacking: [
        { lost: ['a', 'b'], alike: 3 },
        { lost: ['a', 'd'], alike: 3 },
      ],
      unclear: 0,
    },
  ]);
});

test('what goes on is felt: the most pods that a lost node can have, until it counts as lost', async () => {
  const spread = await simulate(workload('Deployment', 3, APART), [
    '--fail',
    'node/d',
    '--fail',
    'pod/shop/web',
    '--fail',
    'hang/shop/web',
  ]);
  const { verdict, felt } = spread.web('node/d');
  expect([verdict, felt.share, felt.seconds]).toEqual(['survives', 1 / 3, { min: 40, max: 57 }]);
  expect(spread.web('pod/shop/web').felt.seconds.max).toBeLessThan(2);
  // Nothing takes a pod that hangs out of its Service where it has no readiness probe.
  expect(spread.web('hang/shop/web').felt.seconds.max).toBeNull();
  const zones = await simulate(
    workload('Deployment', 3, APART),
    ['--fail', 'zone/w', '--fail', 'node/e'],
    FIVE.replaceAll('zone: z', 'zone: w'),
  );
  expect(zones.web('zone/w').verdict).toBe('outage');
});

test('a page of its own: every service and failure, nothing from elsewhere, and no markup from names', async () => {
  const cwd = folder(workload('Deployment', 1).replaceAll('name: web', 'name: "<web>"'));
  const { stdout } = await run(cwd, ['simulate', 'm', '--nodes', 'nodes.yaml', '--format', 'html']);
  expect(stdout).toContain('&lt;web&gt;');
  expect(stdout).not.toContain('<web>');
  expect(stdout).not.toMatch(/(src|href)=|url\(|@import/);
});

test('the page tells of services with the same outcome together, and of pods that find no node', async () => {
  const wants = workload('Deployment', 3).replace('image: m,', 'image: m, resources: { requests: { cpu: "3" } },');
  const cwd = folder(wants + wants.replaceAll('web', 'shop'), node('a', 'x') + node('b', 'x') + node('c', 'w'));
  const { stdout } = await run(cwd, ['simulate', 'm', '--nodes', 'nodes.yaml', '--format', 'html']);
  const lists = stdout.split('<h2>');
  expect(lists.some((one) => one.startsWith('Pods that find no node') && one.includes('Insufficient cpu'))).toBe(true);
  expect(stdout).toContain('<em> +1</em>');
});

test('what if: the cluster with a patch, and what it changes; a wrong patch is told', async () => {
  const cwd = makeScratch();
  put(cwd, 'cluster.yaml', readFileSync('examples/first-user.yaml', 'utf8'));
  await run(cwd, ['synth']);
  put(cwd, 'zones.yaml', 'nodes:\n  - { name: micklethefickle, zone: one }\n  - { name: blackboar, zone: one }\n');
  put(cwd, 'one.yaml', 'apps:\n  - { name: code-server, remove: true }\n');
  put(cwd, 'bad.yaml', 'nodes:\n  - { name: micklethefickle, roll: agent }\n');
  const zones = JSON.parse((await run(cwd, ['simulate', '--what-if', 'zones.yaml', '--format', 'json'])).stdout);
  const validate = new Ajv({ allowUnionTypes: true }).compile(simulationSchema);
  expect([validate(zones), validate.errors]).toEqual([true, null]);
  // Two servers of three in one zone: its loss stops the API.
  expect(zones.changes).toContainEqual(
    expect.objectContaining({ name: 'API', after: expect.objectContaining({ verdict: 'outage', id: 'zone/one' }) }),
  );
  const removed = JSON.parse((await run(cwd, ['simulate', '--what-if', 'one.yaml', '--format', 'json'])).stdout);
  expect(removed.changes).toEqual([expect.objectContaining({ name: 'apps/code-server', after: null })]);
  const page = (await run(cwd, ['simulate', '--what-if', 'zones.yaml', '--format', 'html'])).stdout;
  expect(page).toMatch(/<li>API: .*zone\/one/);
  const bad = await run(cwd, ['simulate', '--what-if', 'bad.yaml']);
  expect([bad.code, codesIn(bad.stderr)]).toEqual([2, ['unknown-key']]);
});

test("the first user's cluster: nothing stops for good when one thing fails, and the text fits 80 columns", async () => {
  const cwd = makeScratch();
  put(cwd, 'cluster.yaml', readFileSync('examples/first-user.yaml', 'utf8'));
  await run(cwd, ['synth']);
  const results = await Promise.all(
    [[], ['--explain'], ['--order', '2']].map((args) => run(cwd, ['simulate', ...args])),
  );
  expect(results.map(({ code, stdout }) => [code, tooLong(stdout)])).toEqual([
    [0, []],
    [0, []],
    [0, []],
  ]);
});
