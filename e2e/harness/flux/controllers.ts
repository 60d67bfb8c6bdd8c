import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { component } from '../components';
import type { ApiServer } from '../control-plane/api-server';
import { type Daemon, startDaemon } from '../runs/daemon';
import { freePorts } from '../control-plane/free-ports';
import { GaveUp, waitFor } from '../runs/wait-for';

type Controller = 'source-controller' | 'kustomize-controller' | 'helm-controller';

/** Flux' own programs, beside an API server. */
export interface FluxControllers {
  readonly stop: () => Promise<void>;
}

export interface FluxOptions {
  /**
   * Starts helm-controller, too. Without it source-controller leaves alone what a Kustomization applied: the charts of
   * dist/'s HelmRepositories are not to be had without a way out.
   * @default false
   */
  readonly helm?: boolean;
  /** More flags of kustomize-controller. @default [] */
  readonly kustomizeFlags?: readonly string[];
}

/**
 * Starts Flux' controllers as plain processes; their logs are in the server's folder.
 *
 * Other than as the operator starts them: one of each without election; and what waits for another layer looks again
 * after half a second instead of 30, as these are the seconds that a test waits.
 */
export async function startFluxControllers(
  server: ApiServer,
  { helm: withHelm = false, kustomizeFlags = [] }: FluxOptions = {},
): Promise<FluxControllers> {
  const [storage = 0, ...ports] = await freePorts(7);
  const temporary = join(server.folder, 'flux-tmp');
  const artifacts = join(server.folder, 'artifacts');
  mkdirSync(temporary);
  mkdirSync(artifacts);
  const environment = { RUNTIME_NAMESPACE: 'flux-system', KUBECONFIG: server.kubeconfig, TMPDIR: temporary };
  const daemons: Daemon[] = [];
  const start = async (name: Controller, flags: readonly string[]) => {
    const [metrics = 0, health = 0] = ports.splice(0, 2);
    const daemon = await startDaemon(
      server.folder,
      name,
      component(name).path,
      [
        ...['--enable-leader-election=false', '--watch-all-namespaces=true', '--events-addr='],
        ...[`--metrics-addr=127.0.0.1:${metrics}`, `--health-addr=127.0.0.1:${health}`, ...flags],
      ],
      environment,
    );
    daemons.push(daemon);
    await healthy(daemon, health);
  };
  const stop = async () => {
    await Promise.all(daemons.map(async (daemon) => daemon.stop()));
  };
  try {
    await Promise.all([
      start('source-controller', [
        ...[`--storage-path=${artifacts}`, `--storage-addr=127.0.0.1:${storage}`],
        `--storage-adv-addr=127.0.0.1:${storage}`,
        ...(withHelm ? [] : ['--watch-label-selector=!kustomize.toolkit.fluxcd.io/name']),
      ]),
      start('kustomize-controller', ['--concurrent=4', '--requeue-dependency=500ms', ...kustomizeFlags]),
      withHelm ? start('helm-controller', ['--concurrent=4', '--requeue-dependency=500ms']) : undefined,
    ]);
    return { stop };
  } catch (error) {
    await stop();
    throw error;
  }
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
