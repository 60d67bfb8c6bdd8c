import { toleratesTaint, untoleratedTaints } from './taints';

const taint = { key: 'k', value: 'v', effect: 'NoSchedule' };

describe('toleratesTaint', () => {
  test.each([
    ['same key, value and effect', { key: 'k', operator: 'Equal', value: 'v', effect: 'NoSchedule' }, true],
    ['no operator is Equal', { key: 'k', value: 'v' }, true],
    ['no effect is every effect', { key: 'k', operator: 'Exists' }, true],
    ['another effect', { key: 'k', operator: 'Exists', effect: 'NoExecute' }, false],
    ['another value', { key: 'k', value: 'w' }, false],
    ['no value is the empty one', { key: 'k' }, false],
    ['another key', { key: 'l', operator: 'Exists' }, false],
    ['Exists without a key is everything', { operator: 'Exists' }, true],
    ['an unknown operator', { key: 'k', operator: 'exists' }, false],
  ])('%s', (_, toleration, expected) => expect(toleratesTaint(toleration, taint)).toBe(expected));

  test('a taint without a value is tolerated by a toleration without one', () => {
    expect(toleratesTaint({ key: 'k' }, { key: 'k', effect: 'NoExecute' })).toBe(true);
  });

  test.each([
    ['Gt', '5', '6', true],
    ['Gt', '5', '5', false],
    ['Lt', '5', '4', true],
    ['Lt', '-5', '-6', true],
    ['Lt', '5', '04', false],
    ['Lt', '5', 'x', false],
    ['Gt', '', '1', false],
    ['Lt', '5', '-9223372036854775809', false],
  ])('with its feature gate, %s %s tolerates %s: %p', (operator, value, actual, expected) => {
    const toleration = { key: 'k', operator, value };
    const numeric = { key: 'k', value: actual, effect: 'NoSchedule' };
    expect(toleratesTaint(toleration, numeric, { comparisonOperators: true })).toBe(expected);
    expect(toleratesTaint(toleration, numeric)).toBe(false);
  });
});

describe('untoleratedTaints', () => {
  const node = (taints: object[], unschedulable = false) => ({
    metadata: { name: 'n' },
    spec: { taints: taints as (typeof taint)[], unschedulable },
  });

  test('NoSchedule and NoExecute repel, PreferNoSchedule does not', () => {
    const taints = ['NoSchedule', 'NoExecute', 'PreferNoSchedule'].map((effect) => ({ key: effect, effect }));
    expect(untoleratedTaints(node(taints), []).map((t) => t.key)).toEqual(['NoSchedule', 'NoExecute']);
    expect(untoleratedTaints(node(taints), [{ operator: 'Exists' }])).toEqual([]);
  });

  test('a cordoned node repels, unless that is tolerated', () => {
    expect(untoleratedTaints(node([], true), null)).toHaveLength(1);
    expect(
      untoleratedTaints(node([], true), [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }]),
    ).toEqual([]);
    const marked = node([{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }], true);
    expect(untoleratedTaints(marked, [])).toHaveLength(1);
  });

  test('a node without a spec', () => expect(untoleratedTaints({ metadata: { name: 'n' } }, undefined)).toEqual([]));
});
