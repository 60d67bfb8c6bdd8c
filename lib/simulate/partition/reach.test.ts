import fc from 'fast-check';
import type { Cut } from '../quorum/quorum';
import { asksUnled, cutOff, sidesOf } from './reach';

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const links = NAMES.flatMap((a, i) => NAMES.slice(i + 1).map((b): Cut => [a, b]));

/** By the list of links that are left. */
function naiveNeighbours(name: string, cuts: readonly Cut[]): readonly string[] {
  const left = links.filter((link) => !cuts.includes(link) && link.includes(name));
  return NAMES.filter((other) => other === name || left.some((link) => link.includes(other)));
}

test('who is cut off, and who reaches whom, is what the links that are left say, for every graph', () => {
  fc.assert(
    fc.property(fc.subarray(links), fc.subarray(NAMES), fc.subarray(NAMES), (cuts, serving, running) => {
      const near = (name: string) => naiveNeighbours(name, cuts);
      const away = NAMES.filter((name) => near(name).every((other) => !serving.includes(other)));
      expect([...cutOff(NAMES, new Set(serving), cuts)]).toEqual(away);
      for (const { nodes, reaches } of sidesOf(NAMES, NAMES, cuts))
        for (const name of nodes) expect([...reaches]).toEqual(near(name));
      const asked = NAMES.some(
        (name) =>
          !away.includes(name) && near(name).some((other) => running.includes(other) && !serving.includes(other)),
      );
      expect(asksUnled(running, new Set(serving), NAMES, cuts)).toBe(asked);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
