import { anyOf, includes, inSequence, latestOf, NO_TIME, type Term } from './duration';
import { leaderChange, podReplacement, tainting } from './node-loss';

const term = (minSeconds: number, maxSeconds: number | null): Term => ({
  name: 't',
  source: 's',
  minSeconds,
  maxSeconds,
});

describe('durations', () => {
  test('add up, bound by bound', () => {
    expect(inSequence([term(1, 2), term(3, 5)])).toMatchObject({ minSeconds: 4, maxSeconds: 7 });
    expect(inSequence([])).toEqual(NO_TIME);
  });

  test('have no bound when one of their terms has none', () => {
    expect(inSequence([term(1, 2), term(3, null)])).toMatchObject({ minSeconds: 4, maxSeconds: null });
  });

  test.each([term(-1, 2), term(3, 2), term(Number.NaN, 2), term(Infinity, null), term(0, Number.NaN)])(
    'refuse bounds that no time has: %j',
    (wrong) => expect(() => inSequence([wrong])).toThrow('t: no span'),
  );

  test('side by side end with the last', () => {
    expect(latestOf([term(1, 9), term(3, 4)])).toEqual({ minSeconds: 3, maxSeconds: 9 });
    expect(latestOf([term(1, null), term(3, 4)])).toEqual({ minSeconds: 3, maxSeconds: null });
  });

  test('one or the other is from the shortest to the longest', () => {
    expect(anyOf([term(1, 2), term(3, 4)])).toEqual({ minSeconds: 1, maxSeconds: 4 });
  });
});

describe('the loss of a node', () => {
  const start: Term = { name: 'start', source: 'nothing to pull', minSeconds: 0, maxSeconds: 2 };

  // Measured on a control plane of Kubernetes 1.36 with kwok, from the kill of the node on.
  test.each([73.2, 74.6, 83.6, 93])('a Deployment with a toleration of 30 s is back after %f s', (seconds) => {
    expect(includes(podReplacement({ controller: 'Deployment', start }, { tolerationSeconds: 30 }), seconds)).toBe(
      true,
    );
  });

  test('a Deployment with the default toleration is back after 343.8 s', () => {
    expect(includes(podReplacement({ controller: 'Deployment', start }), 343.8)).toBe(true);
  });

  test.each([9.1, 10, 10.6])('with quick settings it is back after %f s', (seconds) => {
    const quick = { graceSeconds: 6, monitorSeconds: 1, tolerationSeconds: 2 };
    expect(includes(podReplacement({ controller: 'Deployment', start }, quick), seconds)).toBe(true);
  });

  test.each([
    ['one node', [{ lost: 1, size: 3 }], 10],
    ['two of three', [{ lost: 2, size: 3 }], 20],
    [
      'a whole zone, and one node of another',
      [
        { lost: 3, size: 3 },
        { lost: 1, size: 3 },
      ],
      30,
    ],
    ['most of a zone', [{ lost: 3, size: 5 }], null],
    ['less than 55 % of a zone', [{ lost: 3, size: 6 }], 30],
    ['most of a large zone', [{ lost: 40, size: 60 }], 4000],
  ])('%s: its last node is tainted after so long', (_, zones, seconds) => {
    expect(tainting(zones).maxSeconds).toBe(seconds);
  });

  test('a StatefulSet does not come back by itself', () => {
    expect(podReplacement({ controller: 'StatefulSet', start }).maxSeconds).toBeNull();
  });

  test('a volume moves only when Longhorn may delete the pod', () => {
    const having = (nodeDownPolicy: 'do-nothing' | 'delete-both-statefulset-and-deployment-pod') =>
      podReplacement({ controller: 'StatefulSet', start, volume: { nodeDownPolicy } }).maxSeconds;
    expect(having('do-nothing')).toBeNull();
    expect(having('delete-both-statefulset-and-deployment-pod')).toBe(50 + 5 + 2 + 10 + 301 + 420 + 2);
  });

  test('a pod that tolerates it for ever stays where it was', () => {
    expect(podReplacement({ controller: 'Deployment', start }, { tolerationSeconds: null }).maxSeconds).toBeNull();
  });

  test.each([15.8, 16.5, 17, 18.3])('another leader works after %f s', (seconds) => {
    expect(includes(leaderChange('kube-scheduler'), seconds)).toBe(true);
  });

  test('every term says where it is known from', () => {
    const { terms } = podReplacement({ controller: 'StatefulSet', start });
    expect(terms.map(({ source }) => source.length > 5)).toEqual(terms.map(() => true));
  });
});
