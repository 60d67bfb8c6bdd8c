import { applyObjects, type ApplyOptions, type ApplyResult, type Applied } from './apply';
import type { KubeClient } from './kube-client';
import { type ObjectReference, ResourcePaths } from './resource-paths';

/** An API to talk to, whoever answers: one server, or a load balancer before several. */
export interface KubeApi {
  readonly client: KubeClient;
  /** Server-side apply, in this order. */
  readonly apply: (
    objects: readonly (Applied | ObjectReference)[],
    options?: ApplyOptions,
  ) => Promise<readonly ApplyResult[]>;
}

export function kubeApi(client: KubeClient): KubeApi {
  const paths = new ResourcePaths(client);
  return { client, apply: (objects, options) => applyObjects(client, paths, objects, options) };
}
