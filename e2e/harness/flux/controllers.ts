import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { component } from '../components';
import type { ApiServer } from '../control-plane/api-server';
import { type Daemon, startDaemon } from '../runs/daemon';
import { freePorts } from '../control-plane/free-ports';
import { GaveUp, waitFor } from '../runs/wait-for';

/** Flux' own programs, beside an API server. */
export interface FluxControllers {
  readonly source: Daemon;
  readonly kustomize: Daemon;
  readonly stop: () => Promise<void>;
}

/**
 * Starts source-controller and kustomize-controller as plain processes; their logs are in the server's folder.
 *
 * Other than as the operator starts them: one of each without election; what waits for another layer looks again after
 * half a second instead of 30, as these are the seconds that a test waits; and source-controller leaves alone what a
 * Kustomization applied, for the HelmRepository's charts are not to be had without a way out.
 */
export async function startFluxControllers(server: ApiServer): Promise<FluxControllers> {
  const [storage = 0, sourceMetrics = 0, sourceHealth = 0, kustomizeMetrics = 0, kustomizeHealth = 0] =
    await freePorts(5);
  const temporary = join(server.folder, 'flux-tmp');
  const artifacts = join(server.folder, 'artifacts');
  mkdirSync(temporary);
  mkdirSync(artifacts);
  const environment = { RUNTIME_NAMESPACE: 'flux-system', KUBECONFIG: server.kubeconfig, TMPDIR: temporary };
  const common = (metrics: number, health: number) => [
    ...['--enable-leader-election=false', '--watch-all-namespaces=true', '--events-addr='],
    ...[`--metrics-addr=127.0.0.1:${metrics}`, `--health-addr=127.0.0.1:${health}`],
  ];
  const start = async (name: 'source-controller' | 'kustomize-controller', flags: readonly string[]) =>
    startDaemon(server.folder, name, component(name).path, flags, environment);
  const source = await start('source-controller', [
    ...common(sourceMetrics, sourceHealth),
    ...[`--storage-path=${artifacts}`, `--storage-addr=127.0.0.1:${storage}`],
    `--storage-adv-addr=127.0.0.1:${storage}`,
    '--watch-label-selector=!kustomize.toolkit.fluxcd.io/name',
  ]);
  const kustomize = await start('kustomize-controller', [
    ...common(kustomizeMetrics, kustomizeHealth),
    ...['--concurrent=4', '--requeue-dependency=500ms'],
  ]);
  const stop = async () => {
    await Promise.all([source.stop(), kustomize.stop()]);
  };
  try {
    await Promise.all([healthy(source, sourceHealth), healthy(kustomize, kustomizeHealth)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { source, kustomize, stop };
}

async function healthy(daemon: Daemon, port: number): Promise<void> {
  await waitFor(
    `${daemon.name} to be healthy`,
    async () => {
      if (daemon.ended()) throw new GaveUp(`${daemon.name} ended while it started:\n${daemon.lastLines()}`);
      return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
    },
    { deadlineMs: 30_000 },
  );
}
