import type { Cut } from '../quorum/quorum';
import type { World } from '../world/world';

/** Who still reaches the API when links are cut, each node through any server. */
export function cutOff(world: World, serving: ReadonlySet<string>, cuts: readonly Cut[]): ReadonlySet<string> {
  const key = (a: string, b: string) => (a < b ? `${a}\n${b}` : `${b}\n${a}`);
  const cut = new Set(cuts.map(([a, b]) => key(a, b)));
  const names = world.model.nodes.all.map(({ metadata }) => metadata.name);
  return new Set(
    names.filter((name) => ![...serving].some((server) => server === name || !cut.has(key(name, server)))),
  );
}

/** Links between nodes that both reach the API: nobody notices, and requests over them fail. */
export function unseenCuts(lost: ReadonlySet<string>, cuts: readonly Cut[]): readonly Cut[] {
  return cuts.filter(([a, b]) => !lost.has(a) && !lost.has(b));
}
