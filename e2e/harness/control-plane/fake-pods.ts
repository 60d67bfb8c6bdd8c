import { fakePodStatus, type Pod } from './fake-pod-status';
import type { KubeApi } from './kube-api';

interface PodEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'ERROR';
  readonly object: Pod;
}

/** Says of each new pod on a living node that it runs, and removes those that are to end. */
export class FakePods {
  /** By uid. */
  readonly #pods = new Map<string, Pod>();
  readonly #server: KubeApi;
  readonly #alive: ReadonlySet<string>;
  #fail: (error: Error) => void = () => undefined;

  constructor(server: KubeApi, alive: ReadonlySet<string>) {
    this.#server = server;
    this.#alive = alive;
  }

  /** Watches all pods. @throws Error when the watch or what it asks for fails */
  async follow(signal: AbortSignal): Promise<void> {
    const failed = new Promise<never>((_, reject) => (this.#fail = reject));
    const watch = async (): Promise<void> => {
      while (!signal.aborted)
        await this.#server.client.follow('/api/v1/pods?watch=true', (line) => this.#take(line), signal);
    };
    await Promise.race([watch(), failed]);
  }

  /** Looks at all pods again, as one does after a node has come back. */
  settleAll(): void {
    for (const pod of this.#pods.values()) this.#settle(pod);
  }

  #take(line: string): void {
    const { type, object: pod } = JSON.parse(line) as PodEvent;
    if (type === 'ERROR') this.#fail(new Error(`the API server ended the watch of pods: ${line}`));
    else if (type === 'DELETED') this.#pods.delete(pod.metadata.uid);
    else {
      this.#pods.set(pod.metadata.uid, pod);
      this.#settle(pod);
    }
  }

  /** Either call may come too late, when a controller was quicker: then there is news of the pod anyway. */
  #settle(pod: Pod): void {
    const { metadata, spec } = pod;
    if (spec.nodeName === undefined || !this.#alive.has(spec.nodeName) || isSettled(pod)) return;
    const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`;
    const send = async (): Promise<unknown> =>
      metadata.deletionTimestamp === undefined
        ? this.#server.client.send({
            method: 'PATCH',
            path: `${path}/status`,
            contentType: 'application/merge-patch+json',
            body: JSON.stringify({ status: fakePodStatus(pod) }),
          })
        : this.#server.client.send({ method: 'DELETE', path: `${path}?gracePeriodSeconds=0` });
    send().catch(this.#fail);
  }
}

/** Of a node that was not heard of in time the controller says that its pods are not ready; a kubelet says so no longer. */
function isSettled({ metadata, status: { phase, conditions = [] } }: Pod): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  return phase !== 'Pending' && !(phase === 'Running' && conditions.some(isUnready));
}

function isUnready({ type, status }: { readonly type: string; readonly status: string }): boolean {
  return type === 'Ready' && status !== 'True';
}
