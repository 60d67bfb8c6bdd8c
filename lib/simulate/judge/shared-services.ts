import { referenceTo } from '../../model/object-reference';
import type { Scenario } from '../simulation-result';
import type { World } from '../world/world';
import { bestService } from './worst';

/** A Service with several workloads behind it fares as the best of them: their worst may come together. */
export function withSharedServices(judged: Scenario, { groups, shared }: World): Scenario {
  if (judged.services.length !== groups.length || shared.length === 0) return judged;
  const byGroup = new Map(groups.map((group, i) => [group, judged.services[i]]));
  const more = shared.map(({ object, groups: behind }) => {
    const outcomes = behind.flatMap((group) => byGroup.get(group) ?? []);
    return { ...bestService(outcomes), object: referenceTo(object), part: null };
  });
  return { ...judged, services: [...judged.services, ...more] };
}
