import { run, mustRun, type Finished, type RunOptions } from '../run';
import { type Daemon, startDaemon } from '../runs/daemon';
import { runEnvironment } from '../runs/run-processes';
import type { HostAddress } from './address-plan';
import { asHost } from './in-namespace';

/** A host without a system of its own: a network and a name, and the files of the computer. */
export interface Host {
  readonly name: string;
  readonly address: string;
  /** As `ip netns` knows it. */
  readonly namespace: string;
  /** Starts a program there; its log is HOST-NAME.log in the run's folder. */
  readonly start: (
    name: string,
    program: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ) => Promise<Daemon>;
  /** Runs a program there to its end. */
  readonly run: (program: string, args: readonly string[], options?: RunOptions) => Promise<Finished>;
  /** @throws Error with all that it printed, unless it ends with 0 */
  readonly mustRun: (program: string, args: readonly string[], options?: RunOptions) => Promise<Finished>;
}

export function makeHost(folder: string, namespace: string, { name, address }: HostAddress): Host {
  const inside = { namespace, name };
  const options = ({ cwd = folder, env = {}, ...rest }: RunOptions = {}): RunOptions => ({
    ...rest,
    cwd,
    env: { ...runEnvironment(folder), ...env },
  });
  return {
    name,
    address,
    namespace,
    start: async (daemon, program, args, env) =>
      startDaemon(folder, `${name}-${daemon}`, ...asHost(inside, program, args), env),
    run: async (program, args, given) => run(...asHost(inside, program, args), options(given)),
    mustRun: async (program, args, given) => mustRun(...asHost(inside, program, args), options(given)),
  };
}
