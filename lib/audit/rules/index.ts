import type { Rule } from '../define-rule';
import { autoscalerLeavesOne } from './autoscaler-leaves-one';
import { autoscalerTargetMissing } from './autoscaler-target-missing';
import { autoscalersFight } from './autoscalers-fight';
import { backendMissing } from './backend-missing';
import { barePod } from './bare-pod';
import { budgetBlocksDrain } from './budget-blocks-drain';
import { budgetHasBothFields } from './budget-has-both-fields';
import { budgetIsHook } from './budget-is-hook';
import { budgetOfRemovedApi } from './budget-of-removed-api';
import { budgetPermitsAll } from './budget-permits-all';
import { budgetSelectsNothing } from './budget-selects-nothing';
import { budgetSpansWorkloads } from './budget-spans-workloads';
import { budgetsOverlap } from './budgets-overlap';
import { chartNotRendered } from './chart-not-rendered';
import { chartValueIsSingle } from './chart-value-is-single';
import { claimSharedByWorkloads } from './claim-shared-by-workloads';
import { controlPlaneLacksQuorum } from './control-plane-lacks-quorum';
import { cronJobMayStop } from './cron-job-may-stop';
import { daemonMissesNodes } from './daemon-misses-nodes';
import { dataInPod } from './data-in-pod';
import { dataOnOneNode } from './data-on-one-node';
import { deadNodeKeepsPods } from './dead-node-keeps-pods';
import { defaultClassUnclear } from './default-class-unclear';
import { definedTwice } from './defined-twice';
import { evenQuorum } from './even-quorum';
import { instancesShareNode } from './instances-share-node';
import { killedAtOnce } from './killed-at-once';
import { localTrafficDrops } from './local-traffic-drops';
import { noBudget } from './no-budget';
import { noPriority } from './no-priority';
import { noReadinessProbe } from './no-readiness-probe';
import { noRequests } from './no-requests';
import { ownerUnknown } from './owner-unknown';
import { pinnedToOneNode } from './pinned-to-one-node';
import { probePortMissing } from './probe-port-missing';
import { recommenderEvictsOnlyReplica } from './recommender-evicts-only-replica';
import { replicasExceedNodes } from './replicas-exceed-nodes';
import { replicasFightAutoscaler } from './replicas-fight-autoscaler';
import { replicasShareClaim } from './replicas-share-claim';
import { replicasShareNode } from './replicas-share-node';
import { replicasShareZone } from './replicas-share-zone';
import { rolloutCannotFinish } from './rollout-cannot-finish';
import { rolloutStopsService } from './rollout-stops-service';
import { selectorMismatch } from './selector-mismatch';
import { servesBeforeReady } from './serves-before-ready';
import { serviceSelectsNothing } from './service-selects-nothing';
import { singleReplica } from './single-replica';
import { storageSingleCopy } from './storage-single-copy';
import { tooFewInstances } from './too-few-instances';
import { unhealthyPodsBlockDrain } from './unhealthy-pods-block-drain';
import { unknownStrategy } from './unknown-strategy';
import { updateHeldBack } from './update-held-back';
import { webhookBlocksItself } from './webhook-blocks-itself';
import { webhookFailsClosed } from './webhook-fails-closed';
import { webhookWaitsLong } from './webhook-waits-long';

/** Every rule, in the order in which people read about them. */
export const rules: readonly Rule[] = [
  singleReplica,
  barePod,
  cronJobMayStop,
  selectorMismatch,
  autoscalerLeavesOne,
  autoscalerTargetMissing,
  autoscalersFight,
  replicasFightAutoscaler,
  recommenderEvictsOnlyReplica,
  replicasShareNode,
  replicasShareZone,
  replicasExceedNodes,
  pinnedToOneNode,
  deadNodeKeepsPods,
  noPriority,
  noRequests,
  noBudget,
  budgetSelectsNothing,
  budgetBlocksDrain,
  budgetPermitsAll,
  budgetHasBothFields,
  budgetsOverlap,
  budgetSpansWorkloads,
  budgetOfRemovedApi,
  budgetIsHook,
  unhealthyPodsBlockDrain,
  rolloutStopsService,
  rolloutCannotFinish,
  unknownStrategy,
  updateHeldBack,
  killedAtOnce,
  evenQuorum,
  noReadinessProbe,
  probePortMissing,
  dataOnOneNode,
  replicasShareClaim,
  claimSharedByWorkloads,
  storageSingleCopy,
  dataInPod,
  defaultClassUnclear,
  serviceSelectsNothing,
  backendMissing,
  localTrafficDrops,
  servesBeforeReady,
  webhookFailsClosed,
  webhookBlocksItself,
  webhookWaitsLong,
  tooFewInstances,
  instancesShareNode,
  ownerUnknown,
  controlPlaneLacksQuorum,
  daemonMissesNodes,
  chartValueIsSingle,
  chartNotRendered,
  definedTwice,
];
