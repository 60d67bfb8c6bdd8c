/** Names of the chart's own objects: monitoring and other people's scripts look for them. */
export const NAMESPACE = 'ingress-nginx';
export const ACCOUNT = 'ingress-nginx';
export const CONTROLLER = 'ingress-nginx-controller';
export const ADMISSION = 'ingress-nginx-admission';
export const ADMISSION_SERVICE = 'ingress-nginx-controller-admission';
export const ELECTION = 'ingress-nginx-leader';

const COMMON = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/instance': 'ingress-nginx' } as const;

/** Selects the controller's pods, and by its component none of the webhook's Jobs. */
export const CONTROLLER_LABELS = { ...COMMON, 'app.kubernetes.io/component': 'controller' } as const;
export const ADMISSION_LABELS = { ...COMMON, 'app.kubernetes.io/component': 'admission-webhook' } as const;

export const ROLE_API = 'rbac.authorization.k8s.io';
