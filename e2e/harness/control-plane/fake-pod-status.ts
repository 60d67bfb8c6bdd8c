/** What is used of a Pod. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
    readonly containers: readonly {
      readonly name: string;
      readonly image: string;
      readonly ports?: readonly { readonly hostPort?: number }[];
    }[];
  };
  readonly status: {
    readonly phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** The status of a pod that came up at once: one that is to run for ever is ready, one of a Job has done its work. */
export function fakePodStatus({ spec, metadata }: Pod): object {
  const now = new Date().toISOString();
  const isDone = spec.restartPolicy !== 'Always';
  const condition = (type: string, holds: boolean) => ({
    type,
    status: holds ? 'True' : 'False',
    lastTransitionTime: now,
  });
  // Any address will do, as long as no two pods have the same.
  const [a = 0, b = 0] = Buffer.from(metadata.uid.replaceAll('-', ''), 'hex');
  return {
    phase: isDone ? 'Succeeded' : 'Running',
    startTime: now,
    podIP: `10.42.${a}.${b}`,
    podIPs: [{ ip: `10.42.${a}.${b}` }],
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', !isDone),
      condition('Ready', !isDone),
    ],
    containerStatuses: spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: image,
      restartCount: 0,
      ready: !isDone,
      started: !isDone,
      state: isDone
        ? { terminated: { exitCode: 0, startedAt: now, finishedAt: now } }
        : { running: { startedAt: now } },
    })),
  };
}
