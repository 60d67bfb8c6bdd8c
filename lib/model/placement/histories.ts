/**
 * What may have happened before the failure, each with what the ones before it allow. A placement is legal when each of
 * its pods passed the scheduler's filters at the moment it was bound; nothing moves a pod afterwards.
 *
 * - `fresh`: all nodes are there, and the pods were bound one after the other, in any order.
 * - `rollouts`: pods were also replaced: any pod may have been deleted at any time (by an update, an eviction, a
 *   crash), and up to `maxSurge` more than the replicas may have been there. At the end all pods are of one revision.
 * - `failures`: one node at a time was also away (cordoned, dead or removed) and came back.
 * - `joining`: as `fresh`, but nodes joined the cluster one after the other, in any order, while pods were bound: how a
 *   cluster starts. It does not include `rollouts` and `failures`.
 */
export const HISTORIES = ['fresh', 'rollouts', 'failures', 'joining'] as const;

export type History = (typeof HISTORIES)[number];
