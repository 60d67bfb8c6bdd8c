/** A custom resource that the charts make. */
export interface UsedCrd {
  /** Name of the CustomResourceDefinition: `<plural>.<group>`. */
  readonly name: string;
  readonly version: string;
  /** Whether `cdk8s import` makes a class of it; the classes of CloudNativePG alone would be 1.5 MB. */
  readonly asClass: boolean;
}

/** Which of the CRDs in the files that cdk8s.yaml lists are used, and in which version. */
export const USED_CRDS: readonly UsedCrd[] = [
  { name: 'alerts.notification.toolkit.fluxcd.io', version: 'v1beta3', asClass: true },
  { name: 'backuptargets.longhorn.io', version: 'v1beta2', asClass: true },
  { name: 'clusters.postgresql.cnpg.io', version: 'v1', asClass: false },
  { name: 'fluxinstances.fluxcd.controlplane.io', version: 'v1', asClass: true },
  { name: 'gitrepositories.source.toolkit.fluxcd.io', version: 'v1', asClass: true },
  { name: 'helmchartconfigs.helm.cattle.io', version: 'v1', asClass: true },
  { name: 'helmcharts.helm.cattle.io', version: 'v1', asClass: true },
  { name: 'helmreleases.helm.toolkit.fluxcd.io', version: 'v2', asClass: true },
  { name: 'helmrepositories.source.toolkit.fluxcd.io', version: 'v1', asClass: true },
  { name: 'kustomizations.kustomize.toolkit.fluxcd.io', version: 'v1', asClass: true },
  { name: 'ocirepositories.source.toolkit.fluxcd.io', version: 'v1', asClass: true },
  { name: 'providers.notification.toolkit.fluxcd.io', version: 'v1beta3', asClass: true },
  { name: 'receivers.notification.toolkit.fluxcd.io', version: 'v1', asClass: true },
  { name: 'recurringjobs.longhorn.io', version: 'v1beta2', asClass: true },
  { name: 'scheduledbackups.postgresql.cnpg.io', version: 'v1', asClass: false },
  { name: 'settings.longhorn.io', version: 'v1beta2', asClass: true },
];
