import { clusterModel } from '../../model/build-model';
import { fewestSurvivors } from '../../model/placement/guarantees';
import type { Manifest } from '../../model/manifest';
import type { SourcedObject } from '../../model/source';
import { makeRandom } from '../random';
import { surroundingsOf, makeWorld } from '../world/world';
import { GroupLosses } from './group-loss';

const sourced = (manifest: object): SourcedObject => ({
  manifest: manifest as Manifest,
  source: { document: { file: 'm.yaml', index: 0, line: 1, text: '' }, path: [] },
});

/** Up to six nodes of two sizes in two zones, and a Deployment with random rules about itself. */
function randomWorld(random: () => number) {
  const below = (most: number) => Math.floor(random() * most);
  const nodes = Array.from({ length: 2 + below(5) }, (_, i) =>
    sourced({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: `n${i}`, labels: { 'topology.kubernetes.io/zone': `z${below(2)}` } },
      status: { allocatable: { cpu: below(2) === 0 ? '1' : '3', memory: '8Gi', pods: '10' } },
    }),
  );
  const labelSelector = { matchLabels: { app: 'web' } };
  const keys = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'];
  const topologySpreadConstraints = keys
    .filter(() => below(2) === 0)
    .map((topologyKey) => ({ topologyKey, maxSkew: 1 + below(2), whenUnsatisfiable: 'DoNotSchedule', labelSelector }));
  const apart = below(3) === 0 ? [{ topologyKey: keys[0], labelSelector }] : [];
  const web = sourced({
    apiVersion: 'apps/v1',
    kind: below(2) === 0 ? 'Deployment' : 'StatefulSet',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      replicas: 1 + below(3),
      selector: labelSelector,
      template: {
        metadata: { labels: { app: 'web' } },
        spec: {
          containers: [{ name: 'm', image: 'm', resources: { requests: { cpu: '600m' } } }],
          topologySpreadConstraints,
          affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: apart } },
        },
      },
    },
  });
  return makeWorld(clusterModel([...nodes, web]));
}

test('what is remembered for nodes that are alike is what each of them gives by itself, in 200 random clusters', () => {
  const random = makeRandom(11);
  for (let i = 0; i < 200; i++) {
    const world = randomWorld(random);
    const [group] = world.groups;
    if (!group) throw new Error('no group');
    const kept = new GroupLosses(world);
    for (const { metadata } of world.model.nodes.all) {
      const lost = new Set([metadata.name]);
      const [loss, alone] = [kept.of(group, lost), new GroupLosses(world).of(group, lost)];
      expect([i, metadata.name, loss.verdict]).toEqual([i, metadata.name, alone.verdict]);
      if (loss.verdict === 'outage') {
        const left = loss.placement
          .filter(({ node }) => node !== metadata.name)
          .reduce((sum, { pods }) => sum + pods, 0);
        expect(left).toBeLessThan(group.need);
      }
      const least = fewestSurvivors(group.pods, surroundingsOf(world, group), lost);
      if ('guaranteed' in least && loss.verdict === 'survives')
        expect(kept.mostLost(group, lost)).toBe(group.replicas - least.guaranteed);
    }
  }
});
