import { matchesNodeAffinity, matchesNodeSelector } from './node-affinity';
import type { Node } from './types';

const node: Node = {
  metadata: { name: 'n1', labels: { zone: 'a', cores: '8', word: 'x8', huge: '9223372036854775808' } },
};
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});
const field = (key: string, operator: string, ...values: string[]) => ({ matchFields: [{ key, operator, values }] });

describe('matchesNodeSelector', () => {
  test.each([
    ['In', [expression('zone', 'In', 'a', 'b')], true],
    ['NotIn', [expression('zone', 'NotIn', 'a')], false],
    ['NotIn of an absent label', [expression('other', 'NotIn', 'a')], true],
    ['Exists', [expression('zone', 'Exists')], true],
    ['DoesNotExist', [expression('other', 'DoesNotExist')], true],
    ['Gt', [expression('cores', 'Gt', '7')], true],
    ['Gt is strict', [expression('cores', 'Gt', '8')], false],
    ['Lt', [expression('cores', 'Lt', '10')], true],
    ['Lt compares numbers', [expression('cores', 'Lt', '100')], true],
    ['Gt of a word', [expression('word', 'Gt', '1')], false],
    ['Gt of an absent label', [expression('other', 'Gt', '-1')], false],
    ['Gt of more than 64 bits', [expression('huge', 'Gt', '1')], false],
    ['Gt with two values', [expression('cores', 'Gt', '1', '2')], false],
    ['an unknown operator', [expression('zone', 'Equals', 'a')], false],
    ['the name of the node', [field('metadata.name', 'In', 'n1')], true],
    ['another name', [field('metadata.name', 'In', 'n2')], false],
    ['not a name', [field('metadata.name', 'NotIn', 'n2')], true],
    ['two names are refused', [field('metadata.name', 'In', 'n1', 'n2')], false],
    ['another field', [field('metadata.uid', 'NotIn', 'x')], false],
    ['terms are ORed', [expression('zone', 'In', 'b'), expression('zone', 'In', 'a')], true],
    ['parts of a term are ANDed', [{ ...expression('zone', 'In', 'a'), ...field('metadata.name', 'In', 'n2') }], false],
    ['a bad term does not spoil a good one', [expression('zone', 'Equals', 'a'), expression('zone', 'In', 'a')], true],
    ['an empty term', [{}], false],
    ['no terms', [], false],
  ])('%s', (_, nodeSelectorTerms, expected) => expect(matchesNodeSelector({ nodeSelectorTerms }, node)).toBe(expected));
});

describe('matchesNodeAffinity', () => {
  const required = (...nodeSelectorTerms: object[]) => ({
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  });

  test.each([
    ['nothing asked', {}, true],
    ['nodeSelector', { nodeSelector: { zone: 'a' } }, true],
    ['nodeSelector of another zone', { nodeSelector: { zone: 'b' } }, false],
    ['both are needed', { nodeSelector: { zone: 'a' }, affinity: required(expression('zone', 'In', 'b')) }, false],
    ['a required affinity without terms', { affinity: required() }, false],
    ['only preferences', { affinity: { nodeAffinity: {} } }, true],
  ])('%s', (_, pod, expected) => expect(matchesNodeAffinity(pod, node)).toBe(expected));

  test('a node without labels', () => {
    expect(matchesNodeAffinity({ nodeSelector: { zone: 'a' } }, { metadata: { name: 'n' } })).toBe(false);
  });
});
