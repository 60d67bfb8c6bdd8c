import { inSequence, type Span } from '../../lib/simulate/timing/duration';
import { detection, leaderChange, podReplacement } from '../../lib/simulate/timing/node-loss';
import { electionTerms } from '../../lib/simulate/outcome/api-outcome';
import type { FigureId } from './figures';

/** Pods of the laboratory run at once: no image, no program. */
const AT_ONCE = { name: 'the pod runs', minSeconds: 0, maxSeconds: 1, source: 'kwok, under load' };
/** What the laboratory's workloads and its etcd have set. */
const TOLERATION_SECONDS = 30;
const ELECTION_SECONDS = 1;

const api = inSequence(electionTerms(ELECTION_SECONDS));
const lease = leaderChange('a controller');
const replaced = podReplacement(
  { controller: 'Deployment', start: AT_ONCE },
  { tolerationSeconds: TOLERATION_SECONDS },
);
/** Clients may also be those of a server that was not the leader, who notice less. */
const upTo = ({ maxSeconds }: Span): Span => ({ minSeconds: 0, maxSeconds });

/** What the simulator says of experiments of the laboratory, by figure. */
export const predicted: Readonly<Record<string, Partial<Readonly<Record<FigureId, Span>>>>> = {
  'crash-leader': { 'write-gap': api, 'quorum-read-gap': api, 'clean-after': upTo(api) },
  'crash-follower': { 'write-gap': upTo(api), 'quorum-read-gap': upTo(api) },
  'power-off-leader': { 'write-gap': api, 'quorum-read-gap': api, 'clean-after': upTo(api) },
  'cut-leader': { 'write-gap': api, 'quorum-read-gap': api },
  'cut-follower': { 'write-gap': upTo(api), 'quorum-read-gap': upTo(api) },
  'scheduler-killed': { 'scheduler-lease': lease, 'pod-running': lease },
  'controller-manager-killed': { 'controller-manager-lease': lease, 'pod-created': lease },
  'node-lost': {
    'node-not-ready': inSequence(detection()),
    'single-replaced': replaced,
  },
};
