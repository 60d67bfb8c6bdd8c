import { divide } from '../divide';

export const MAX_SCORE = 100;

/**
 * Scales scores so that the largest becomes 100, or 0 when less is better.
 *
 * Source: DefaultNormalizeScore, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/helper.
 */
export function scaleToLargest(scores: Float64Array, lessIsBetter: boolean): void {
  let largest = 0;
  for (const score of scores) largest = Math.max(largest, score);
  for (let index = 0; index < scores.length; index += 1) {
    const scaled = largest === 0 ? 0 : divide(MAX_SCORE * (scores[index] ?? 0), largest);
    scores[index] = lessIsBetter ? MAX_SCORE - scaled : scaled;
  }
}
