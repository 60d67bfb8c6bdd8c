import type { ClusterModel } from '../model/cluster-model';
import { integer, type JsonObject, objects } from '../model/json';
import type { KubeObject } from '../model/kube-object';

/** One of a configuration's webhooks. */
export interface Webhook {
  readonly object: KubeObject;
  /** Its place in `webhooks`. */
  readonly index: number;
  readonly value: JsonObject;
}

/** What is written nowhere (admissionregistration.k8s.io/v1). */
export const STANDARD_SECONDS = 10;

export function webhooksOf(model: ClusterModel, type: `${'Validating' | 'Mutating'}WebhookConfiguration`): Webhook[] {
  return model
    .ofType(type)
    .flatMap((object) => objects(object.manifest['webhooks']).map((value, index) => ({ object, index, value })));
}

/** How long the API server waits for an answer. */
export function timeoutSeconds({ value }: Webhook): number {
  return integer(value['timeoutSeconds']) ?? STANDARD_SECONDS;
}
