import { matchesLabels, matchesLabelSelector, withLabelKeys } from './label-selector';

const labels = { app: 'web', tier: '', n: '5' };

describe('matchesLabelSelector', () => {
  test.each([
    ['no selector selects nothing', undefined, false],
    ['null selects nothing', null, false],
    ['the empty selector selects everything', {}, true],
    ['empty parts are the empty selector', { matchLabels: {}, matchExpressions: [] }, true],
    ['null parts are the empty selector', { matchLabels: null, matchExpressions: null }, true],
    ['an equal label', { matchLabels: { app: 'web' } }, true],
    ['an empty value is a value', { matchLabels: { tier: '' } }, true],
    ['an absent label is not an empty one', { matchLabels: { other: '' } }, false],
    ['all labels are needed', { matchLabels: { app: 'web', tier: 'x' } }, false],
    [
      'labels and expressions are needed',
      { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'n', operator: 'DoesNotExist' }] },
      false,
    ],
    ['a name of every object is no label', { matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, false],
  ])('%s', (_, selector, expected) => expect(matchesLabelSelector(selector, labels)).toBe(expected));

  test.each([
    ['In', 'app', ['db', 'web'], true],
    ['In', 'app', ['db'], false],
    ['In', 'other', ['web'], false],
    ['In', 'app', [], false],
    ['NotIn', 'app', ['db'], true],
    ['NotIn', 'app', ['web'], false],
    ['NotIn', 'other', ['web'], true],
    ['NotIn', 'other', [], false],
    ['Exists', 'tier', undefined, true],
    ['Exists', 'other', [], false],
    ['Exists', 'app', ['web'], false],
    ['DoesNotExist', 'other', [], true],
    ['DoesNotExist', 'app', null, false],
    ['Gt', 'n', ['4'], false],
    ['in', 'app', ['web'], false],
  ])('%s %s %j: %p', (operator, key, values, expected) =>
    expect(matchesLabelSelector({ matchExpressions: [{ key, operator, values }] }, labels)).toBe(expected),
  );

  test('the empty selector of a policy/v1beta1 budget selects nothing', () => {
    expect(matchesLabelSelector({}, labels, 'nothing')).toBe(false);
    expect(matchesLabelSelector({ matchLabels: { app: 'web' } }, labels, 'nothing')).toBe(true);
  });
});

test('a map of labels asks for each of them', () => {
  expect(matchesLabels({}, labels)).toBe(true);
  expect(matchesLabels({ app: 'web', n: '5' }, labels)).toBe(true);
  expect(matchesLabels({ app: 'web', toString: 'x' }, labels)).toBe(false);
});

describe('withLabelKeys', () => {
  test('adds the values of the pod, and ignores keys that it lacks', () => {
    const selector = withLabelKeys(
      { matchLabels: { app: 'web' } },
      { app: 'web', hash: '1' },
      ['hash', 'absent'],
      ['n'],
    );
    expect(matchesLabelSelector(selector, { app: 'web', hash: '1' })).toBe(true);
    expect(matchesLabelSelector(selector, { app: 'web', hash: '2' })).toBe(false);
    expect(matchesLabelSelector(selector, { app: 'web' })).toBe(false);
  });

  test('keys to differ in', () => {
    const selector = withLabelKeys({}, { tenant: 'a' }, null, ['tenant']);
    expect(matchesLabelSelector(selector, { tenant: 'a' })).toBe(false);
    expect(matchesLabelSelector(selector, { tenant: 'b' })).toBe(true);
  });

  test('no selector stays none', () => expect(withLabelKeys(null, { app: 'web' }, ['app'])).toBeUndefined());
});
