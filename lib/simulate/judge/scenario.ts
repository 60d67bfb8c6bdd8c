import type { Failure } from '../failures/failure';
import type { ApiState } from '../outcome/api-outcome';
import { type Scenario, type ServiceOutcome, worstOf } from '../simulation-result';

/** What a failure does, put together; its verdict is the worst of all. */
export function scenario(
  { id, kind, targets }: Failure,
  { etcd, api }: Pick<ApiState, 'etcd' | 'api'>,
  services: readonly ServiceOutcome[],
  more: Partial<Scenario> = {},
): Scenario {
  const { volumes = [], pending = [], note = '', sides = [] } = more;
  const isTouched = api.verdict !== 'inconclusive' || services.length > 0;
  return {
    id,
    kind,
    targets,
    verdict: worstOf([
      ...(isTouched ? [api.verdict] : []),
      ...services.map(({ verdict }) => verdict),
      ...volumes.map(({ verdict }) => verdict),
      ...(pending.length > 0 ? (['degrades'] as const) : []),
    ]),
    note,
    etcd,
    api,
    services,
    volumes,
    pending,
    sides,
  };
}
