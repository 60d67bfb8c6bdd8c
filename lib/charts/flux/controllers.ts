export const FLUX_NAMESPACE = 'flux-system';

/** Controllers whose work two replicas can share or take over; the others' leader is the only one that serves. */
export const REPLICATED_CONTROLLERS = ['kustomize-controller', 'helm-controller', 'notification-controller'] as const;

/** Only its leader serves artifacts, and a standby never gets Ready: it has to stay alone. */
export const SINGLE_CONTROLLERS = ['source-controller'] as const;

/** Controllers that wait until what they applied is healthy. */
export const WAITING_CONTROLLERS = ['kustomize-controller', 'helm-controller'] as const;
