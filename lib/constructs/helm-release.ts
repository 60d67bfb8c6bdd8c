import type { Construct } from 'constructs';
import {
  HelmRelease,
  HelmReleaseSpecChartSpecSourceRefKind,
  HelmReleaseSpecDriftDetectionMode,
  HelmReleaseSpecInstallCrds,
  HelmReleaseSpecInstallStrategyName,
  HelmReleaseSpecUpgradeCrds,
  HelmReleaseSpecUpgradeStrategyName,
} from '../../imports/helm.toolkit.fluxcd.io';
import { HelmRepository } from '../../imports/source.toolkit.fluxcd.io';
import { NEVER_PRUNED } from './protection';

export interface HelmReleaseProps {
  /** Name of the release, of its HelmRelease and of its HelmRepository. */
  readonly name: string;
  /** Namespace of all of them, and of what the chart makes. */
  readonly namespace: string;
  /** Address of the chart repository, https. */
  readonly repoUrl: string;
  readonly chart: string;
  /** One version, never a range: what runs is what is in git. */
  readonly version: string;
  readonly values: Readonly<Record<string, unknown>>;
  /**
   * How long one install or upgrade may take, as Go writes durations.
   * @default '15m'
   */
  readonly timeout?: string;
}

const RETRY = '2m';

/**
 * A chart that Flux installs: for systems whose templates cannot be had at synth.
 *
 * - `RetryOnFailure`: a failed install is tried again as an upgrade. The default, RemediateOnFailure, uninstalls
 *   between tries, and a storage system or a database operator takes its data along.
 * - Neither object is ever pruned: the end of a HelmRelease uninstalls the chart.
 * - Hooks run at an uninstall: Longhorn's guard against deletion is one.
 *
 * Source: helm-controller v1.6, HelmRelease v2; source-controller v1.9, HelmRepository v1.
 */
export function addHelmRelease(scope: Construct, props: HelmReleaseProps): HelmRelease {
  const { name, namespace, repoUrl, chart, version, values } = props;
  const metadata = { name, namespace, annotations: NEVER_PRUNED };

  new HelmRepository(scope, 'repository', { metadata, spec: { url: repoUrl, interval: '1h' } });
  return new HelmRelease(scope, 'release', {
    metadata,
    spec: {
      releaseName: name,
      interval: '1h',
      timeout: props.timeout ?? '15m',
      chart: {
        spec: {
          chart,
          version,
          interval: '1h',
          sourceRef: { kind: HelmReleaseSpecChartSpecSourceRefKind.HELM_REPOSITORY, name },
        },
      },
      install: {
        crds: HelmReleaseSpecInstallCrds.CREATE_REPLACE,
        strategy: { name: HelmReleaseSpecInstallStrategyName.RETRY_ON_FAILURE, retryInterval: RETRY },
      },
      upgrade: {
        // Helm itself never upgrades the kinds in a chart's crds/ folder.
        crds: HelmReleaseSpecUpgradeCrds.CREATE_REPLACE,
        strategy: { name: HelmReleaseSpecUpgradeStrategyName.RETRY_ON_FAILURE, retryInterval: RETRY },
      },
      uninstall: { disableHooks: false },
      driftDetection: { mode: HelmReleaseSpecDriftDetectionMode.ENABLED },
      values,
    },
  });
}
