import { makeRandom } from '../random';
import { provesRoom, requestsWithPod, totalRequests } from './room-after-loss';

const offer = (cpu: number, memory: number) => ({ cpu: cpu * 1000, memory, pods: 20 });
const spec = (cpu: number, memory: number) => ({
  containers: [{ resources: { requests: { cpu: String(cpu), memory: String(memory) } } }],
});

/** Whether others can be placed, each where it fits, so that no node has room. */
function canBeFull(
  nodes: readonly [number, number][],
  others: readonly [number, number][],
  own: [number, number],
): boolean {
  const full = (left: readonly [number, number][]) => left.every(([cpu, memory]) => cpu < own[0] || memory < own[1]);
  const place = (left: readonly [number, number][], i: number): boolean => {
    if (full(left)) return true;
    const pod = others[i];
    if (!pod) return false;
    return (
      left.some(([cpu, memory], n) => {
        if (cpu < pod[0] || memory < pod[1]) return false;
        return place(left.with(n, [cpu - pod[0], memory - pod[1]]), i + 1);
      }) || place(left, i + 1)
    );
  };
  return place(nodes, 0);
}

test('what it proves is so in every placement of 2,000 random clusters, and it proves many', () => {
  const random = makeRandom(7);
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  let proved = 0;
  for (let i = 0; i < 2000; i++) {
    const nodes = Array.from({ length: upTo(3) }, (): [number, number] => [upTo(8), upTo(8)]);
    const others = Array.from({ length: upTo(5) }, (): [number, number] => [upTo(3), upTo(3)]);
    const own: [number, number] = [upTo(3), upTo(3)];
    const taken = totalRequests(others.map(([cpu, memory]) => ({ spec: spec(cpu, memory), count: 1 })));
    if (
      !provesRoom(
        requestsWithPod(spec(...own)),
        nodes.map(([cpu, memory]) => offer(cpu, memory)),
        taken,
      )
    )
      continue;
    proved++;
    expect([nodes, others, own, canBeFull(nodes, others, own)]).toEqual([nodes, others, own, false]);
  }
  expect(proved).toBeGreaterThan(100);
});

test('a node that does not say what it has takes any pod; no node takes none', () => {
  expect(provesRoom({ cpu: 1 }, [undefined], { cpu: 1e9 })).toBe(true);
  expect(provesRoom({ cpu: 1 }, [], {})).toBe(false);
});
