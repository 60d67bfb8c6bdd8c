import type { SchedulerNode, SchedulerPodSpec } from './cluster';
import { divide } from './divide';

const MEBIBYTE = 2 ** 20;
const SMALLEST = 23 * MEBIBYTE;
const LARGEST_PER_CONTAINER = 1000 * MEBIBYTE;

/** How many nodes have an image, and its size: that of the first node which has it. */
export interface ImageState {
  readonly size: number;
  readonly nodes: ReadonlySet<number>;
}

export function indexImages(nodes: readonly SchedulerNode[]): ReadonlyMap<string, ImageState> {
  const images = new Map<string, { size: number; nodes: Set<number> }>();
  nodes.forEach(({ status }, node) => {
    for (const { names, sizeBytes = 0 } of status?.images ?? [])
      for (const name of names ?? []) {
        const known = images.get(name);
        if (known) known.nodes.add(node);
        else images.set(name, { size: sizeBytes, nodes: new Set([node]) });
      }
  });
  return images;
}

/** The images that a pod needs on its node. */
export function imagesOf({ initContainers, containers, volumes }: SchedulerPodSpec): readonly string[] {
  return [
    ...[...(initContainers ?? []), ...(containers ?? [])].map(({ image = '' }) => image),
    ...(volumes ?? []).flatMap(({ image }) => (image ? [image.reference ?? ''] : [])),
  ].map(normalize);
}

/**
 * Score of each node, 0 to 100, by what it has of a pod's images: large ones count more, and those that few nodes have
 * less.
 *
 * Source: ImageLocality, k8s.io/kubernetes v1.36.3, pkg/scheduler/framework/plugins/imagelocality.
 */
export function scoreImages(
  wanted: readonly string[],
  containers: number,
  images: ReadonlyMap<string, ImageState>,
  nodes: number,
): Int32Array {
  const sums = new Float64Array(nodes);
  for (const name of wanted) {
    const image = images.get(name);
    if (!image) continue;
    const share = Math.trunc(image.size * (image.nodes.size / nodes));
    for (const node of image.nodes) sums[node] = (sums[node] ?? 0) + share;
  }
  const largest = LARGEST_PER_CONTAINER * Math.max(containers, 1);
  return Int32Array.from(sums, (sum) => {
    const bounded = Math.min(Math.max(sum, SMALLEST), largest);
    return divide(100 * (bounded - SMALLEST), largest - SMALLEST);
  });
}

/** A name without a tag means latest. */
function normalize(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}
