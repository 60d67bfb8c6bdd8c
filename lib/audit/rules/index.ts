import type { Rule } from '../define-rule';
import { addressIsFixed } from './address-is-fixed';
import { apiAtOneNode } from './api-at-one-node';
import { apiVersionRemoved } from './api-version-removed';
import { asksOneMember } from './asks-one-member';
import { autoscalerLeavesOne } from './autoscaler-leaves-one';
import { autoscalerTargetMissing } from './autoscaler-target-missing';
import { autoscalersFight } from './autoscalers-fight';
import { backendMissing } from './backend-missing';
import { backupInCluster } from './backup-in-cluster';
import { barePod } from './bare-pod';
import { budgetBlocksDrain } from './budget-blocks-drain';
import { budgetBreaksQuorum } from './budget-breaks-quorum';
import { budgetCannotCount } from './budget-cannot-count';
import { budgetHasBothFields } from './budget-has-both-fields';
import { budgetIsHook } from './budget-is-hook';
import { budgetOfRemovedApi } from './budget-of-removed-api';
import { budgetPermitsAll } from './budget-permits-all';
import { budgetSelectsNothing } from './budget-selects-nothing';
import { budgetSpansWorkloads } from './budget-spans-workloads';
import { budgetStopsDrainHalfway } from './budget-stops-drain-halfway';
import { budgetsOverlap } from './budgets-overlap';
import { chartNotRendered } from './chart-not-rendered';
import { chartValueIsSingle } from './chart-value-is-single';
import { claimSharedByWorkloads } from './claim-shared-by-workloads';
import { classInOneZone } from './class-in-one-zone';
import { controlPlaneLacksQuorum } from './control-plane-lacks-quorum';
import { cronJobMayStop } from './cron-job-may-stop';
import { daemonMissesNodes } from './daemon-misses-nodes';
import { dataDeletedWithClaim } from './data-deleted-with-claim';
import { dataInPod } from './data-in-pod';
import { dataOnOneNode } from './data-on-one-node';
import { datastoreUnknown } from './datastore-unknown';
import { deadNodeKeepsPods } from './dead-node-keeps-pods';
import { defaultClassUnclear } from './default-class-unclear';
import { definedTwice } from './defined-twice';
import { dnsForwardsToOne } from './dns-forwards-to-one';
import { egressBlocksDns } from './egress-blocks-dns';
import { evenQuorum } from './even-quorum';
import { failoverLosesWrites } from './failover-loses-writes';
import { followsSinglePod } from './follows-single-pod';
import { imageNeverPulled } from './image-never-pulled';
import { injectorFailsOpen } from './injector-fails-open';
import { instancesShareNode } from './instances-share-node';
import { killedAtOnce } from './killed-at-once';
import { localTrafficDrops } from './local-traffic-drops';
import { loginInCluster } from './login-in-cluster';
import { lostReplicaStaysPending } from './lost-replica-stays-pending';
import { membersStartInOrder } from './members-start-in-order';
import { neededObjectMissing } from './needed-object-missing';
import { neededYieldsToClient } from './needed-yields-to-client';
import { nodesInOneZone } from './nodes-in-one-zone';
import { noBudget } from './no-budget';
import { noLeaderElection } from './no-leader-election';
import { noPriority } from './no-priority';
import { noReadinessProbe } from './no-readiness-probe';
import { noRequests } from './no-requests';
import { noRoomAfterLoss } from './no-room-after-loss';
import { objectRefused } from './object-refused';
import { operatorBudgetOff } from './operator-budget-off';
import { ownerUnknown } from './owner-unknown';
import { pinnedToOneNode } from './pinned-to-one-node';
import { pinnedToOnePool } from './pinned-to-one-pool';
import { probePortMissing } from './probe-port-missing';
import { quotaLeavesNoRoom } from './quota-leaves-no-room';
import { recommenderEvictsOnlyReplica } from './recommender-evicts-only-replica';
import { refusesWhileAsked } from './refuses-while-asked';
import { registryNeedsItself } from './registry-needs-itself';
import { replicasExceedNodes } from './replicas-exceed-nodes';
import { replicasFightAutoscaler } from './replicas-fight-autoscaler';
import { replicasShareClaim } from './replicas-share-claim';
import { replicasShareNode } from './replicas-share-node';
import { replicasShareZone } from './replicas-share-zone';
import { rolloutCannotFinish } from './rollout-cannot-finish';
import { rolloutStopsService } from './rollout-stops-service';
import { selectorMismatch } from './selector-mismatch';
import { servesBeforeReady } from './serves-before-ready';
import { serviceHasOneAddress } from './service-has-one-address';
import { serviceSelectsNothing } from './service-selects-nothing';
import { shardIsSingle } from './shard-is-single';
import { singleReplica } from './single-replica';
import { spreadCountsOthers } from './spread-counts-others';
import { storageSingleCopy } from './storage-single-copy';
import { tooFewInstances } from './too-few-instances';
import { topicSingleCopy } from './topic-single-copy';
import { topologyLabelMissing } from './topology-label-missing';
import { unhealthyPodsBlockDrain } from './unhealthy-pods-block-drain';
import { unknownStrategy } from './unknown-strategy';
import { updateHeldBack } from './update-held-back';
import { updateUnbalancesReplicas } from './update-unbalances-replicas';
import { webhookBlocksItself } from './webhook-blocks-itself';
import { webhookFailsClosed } from './webhook-fails-closed';
import { webhookWaitsLong } from './webhook-waits-long';
import { webhooksWaitInTurn } from './webhooks-wait-in-turn';
import { writesNeedEveryInstance } from './writes-need-every-instance';

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
  shardIsSingle,
  replicasShareNode,
  replicasShareZone,
  updateUnbalancesReplicas,
  lostReplicaStaysPending,
  spreadCountsOthers,
  topologyLabelMissing,
  replicasExceedNodes,
  nodesInOneZone,
  pinnedToOneNode,
  pinnedToOnePool,
  followsSinglePod,
  deadNodeKeepsPods,
  imageNeverPulled,
  registryNeedsItself,
  quotaLeavesNoRoom,
  noPriority,
  neededYieldsToClient,
  noRequests,
  noRoomAfterLoss,
  noBudget,
  budgetSelectsNothing,
  budgetBlocksDrain,
  budgetPermitsAll,
  budgetStopsDrainHalfway,
  budgetBreaksQuorum,
  budgetHasBothFields,
  budgetsOverlap,
  budgetCannotCount,
  budgetSpansWorkloads,
  budgetOfRemovedApi,
  budgetIsHook,
  operatorBudgetOff,
  unhealthyPodsBlockDrain,
  rolloutStopsService,
  rolloutCannotFinish,
  unknownStrategy,
  updateHeldBack,
  killedAtOnce,
  refusesWhileAsked,
  evenQuorum,
  membersStartInOrder,
  noReadinessProbe,
  probePortMissing,
  dataOnOneNode,
  replicasShareClaim,
  claimSharedByWorkloads,
  storageSingleCopy,
  classInOneZone,
  backupInCluster,
  dataDeletedWithClaim,
  dataInPod,
  defaultClassUnclear,
  serviceSelectsNothing,
  serviceHasOneAddress,
  asksOneMember,
  addressIsFixed,
  dnsForwardsToOne,
  egressBlocksDns,
  backendMissing,
  localTrafficDrops,
  servesBeforeReady,
  webhookFailsClosed,
  webhookBlocksItself,
  webhookWaitsLong,
  webhooksWaitInTurn,
  injectorFailsOpen,
  tooFewInstances,
  instancesShareNode,
  writesNeedEveryInstance,
  topicSingleCopy,
  failoverLosesWrites,
  ownerUnknown,
  controlPlaneLacksQuorum,
  datastoreUnknown,
  apiAtOneNode,
  loginInCluster,
  noLeaderElection,
  daemonMissesNodes,
  chartValueIsSingle,
  chartNotRendered,
  objectRefused,
  apiVersionRemoved,
  definedTwice,
  neededObjectMissing,
];
