import { matchesAffinityTerm, resolveAffinityTerm } from './affinity-term';
import type { PodAffinityTerm } from './types';

const owner = { namespace: 'shop', labels: { app: 'web', version: '1' } };
const labelSelector = { matchLabels: { app: 'web' } };
const namespaceLabels = (name: string) => ({ shop: { team: 'a' }, bank: { team: 'b' } })[name];

describe('matchesAffinityTerm', () => {
  test.each<[string, Omit<PodAffinityTerm, 'topologyKey'>, string, boolean]>([
    ['the own namespace', { labelSelector }, 'shop', true],
    ['not another one', { labelSelector }, 'bank', false],
    ['named namespaces only', { labelSelector, namespaces: ['bank'] }, 'shop', false],
    ['named namespaces', { labelSelector, namespaces: ['bank'] }, 'bank', true],
    ['no names are the own namespace', { labelSelector, namespaces: [], namespaceSelector: null }, 'shop', true],
    ['all namespaces', { labelSelector, namespaceSelector: {} }, 'other', true],
    ['namespaces by label', { labelSelector, namespaceSelector: { matchLabels: { team: 'b' } } }, 'bank', true],
    [
      'which may leave out the own one',
      { labelSelector, namespaceSelector: { matchLabels: { team: 'b' } } },
      'shop',
      false,
    ],
    [
      'or by the label that each has',
      { labelSelector, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'x' } } },
      'x',
      true,
    ],
    [
      'names or labels',
      { labelSelector, namespaces: ['shop'], namespaceSelector: { matchLabels: { team: 'b' } } },
      'shop',
      true,
    ],
    ['no selector means no pod', {}, 'shop', false],
    ['the empty selector means all pods', { labelSelector: {} }, 'shop', true],
    ['keys to agree in', { labelSelector, matchLabelKeys: ['version'] }, 'shop', true],
    ['keys to differ in', { labelSelector, mismatchLabelKeys: ['version'] }, 'shop', false],
  ])('%s', (_, term, namespace, expected) => {
    const resolved = resolveAffinityTerm({ topologyKey: 'zone', ...term }, owner);
    expect(matchesAffinityTerm(resolved, { ...owner, namespace }, namespaceLabels)).toBe(expected);
  });

  test('another revision is not meant when the revision must agree', () => {
    const term = resolveAffinityTerm({ topologyKey: 'zone', labelSelector, matchLabelKeys: ['version'] }, owner);
    expect(matchesAffinityTerm(term, { namespace: 'shop', labels: { app: 'web', version: '2' } })).toBe(false);
  });
});
