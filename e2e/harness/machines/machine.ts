import { existsSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Host, Network } from '../network';
import { type Finished, mustRun, run, type RunOptions } from '../run';
import { removeCgroups } from '../runs/cgroups';
import { type Daemon, startDaemon } from '../runs/daemon';
import { runEnvironment } from '../runs/run-processes';
import { waitFor } from '../runs/wait-for';
import { bootCommand, REBOOT_CODE } from './boot-command';
import { copyIn, copyOut } from './copy';
import { firstProcessOf, signalChild } from './first-process';
import { insideOf } from './inside';
import { machineFiles } from './machine-files';
import { type SeedFile, seedMachine } from './seed-machine';
import { waitForCloudInit, waitUntilRunning } from './wait-for-boot';

const DEADLINE_MS = 60_000;

interface Deadline {
  /** @default 60_000 */
  readonly deadlineMs?: number;
}

/** A Debian with systemd, on a host's place in a network. */
export interface Machine extends Host {
  /** Whether it runs, no matter how well. */
  readonly isOn: () => boolean;
  /** Boots it, with a network as after a cold start; what it has written is there. Waits until systemd runs, and no more. */
  readonly powerOn: () => Promise<void>;
  /** As if somebody pulled the plug: everything on it ends between two instructions. */
  readonly powerOff: () => Promise<void>;
  /** Asks systemd to power off, and waits for it. @throws Error when the deadline passes */
  readonly shutDown: (options?: Deadline) => Promise<void>;
  /** Shuts down and boots. */
  readonly reboot: (options?: Deadline) => Promise<void>;
  /** Powers it off; it boots as a new machine of the same name the next time. */
  readonly reinstall: () => Promise<void>;
  /**
   * Waits until it has booted and all its units are well.
   *
   * @throws Error with the failed units, as soon as it has booted with some
   */
  readonly waitUntilRunning: (options?: Deadline) => Promise<void>;
  /** Waits until cloud-init has done its user-data. @throws Error with what cloud-init could not do */
  readonly waitForCloudInit: (options?: Deadline) => Promise<void>;
  /** Copies a file or a folder of the computer to that path of the machine; it belongs to root there. */
  readonly copyIn: (from: string, to: string) => Promise<void>;
  /** Copies a file or a folder of the machine to that path of the computer. */
  readonly copyOut: (from: string, to: string) => Promise<void>;
  /** What journalctl prints, also when the machine is off. @param args of journalctl, such as -u and -b */
  readonly journal: (args?: readonly string[]) => Promise<string>;
}

export interface MachineOptions {
  readonly userData?: string | Buffer | undefined;
  readonly files: readonly SeedFile[];
  readonly programs: Readonly<Record<string, string>>;
  readonly kubelet: boolean;
}

/** The machine as long as it is on. */
interface Power {
  readonly nspawn: Daemon;
  /** Of the machine's process 1, on the computer. */
  readonly pid: number;
  /** Once it is off and off the network. */
  readonly gone: Promise<void>;
}

export function makeMachine(network: Network, { name, address, namespace }: Host, options: MachineOptions): Machine {
  const { folder } = network;
  const files = machineFiles(folder, name);
  let power: Power | undefined;
  let wasOn = false;
  /** Of a boot that nobody waited for. */
  let failure: Error | undefined;

  const on = (): Power => {
    if (power && !power.nspawn.ended()) return power;
    throw failure ?? new Error(`${name}: found it off; expected it on`);
  };
  const isOn = () => power !== undefined && !power.nspawn.ended();

  const powerOn = async (): Promise<void> => {
    if (isOn()) throw new Error(`${name}: found it on; expected it off`);
    if (!existsSync(files.upper)) {
      refuseOverlay(folder);
      for (const part of [files.upper, files.work, files.root, files.containerd]) mkdirSync(part, { recursive: true });
      seedMachine(files, { ...options, network, name });
    }
    // What the last boot set up in its network went with it.
    if (wasOn) await network.renew(name);
    wasOn = true;
    const { program, args, env } = bootCommand({ ...options, folder, name, namespace, files });
    const nspawn = await startDaemon(folder, name, program, args, env);
    const pid = await firstProcessOf(nspawn);
    const gone = nspawn.exit.then(async (code) => {
      // Its namespace still has its address: the kernel would answer for it.
      await network.disconnect(name);
      // Its kernel would have forgotten them: a kubelet waits seconds for each container that it finds without a process.
      await removeCgroups(folder, name);
      // Its own `reboot`: on the computer's side that is an end, too.
      if (code === REBOOT_CODE) await powerOn();
    });
    gone.catch((error: unknown) => (failure = error as Error));
    power = { nspawn, pid, gone };
  };
  const ended = async ({ nspawn, gone }: Power, deadlineMs: number): Promise<void> => {
    await waitFor(`${name} to be off`, () => nspawn.ended(), { deadlineMs, everyMs: 20 });
    await gone;
    power = undefined;
  };
  const powerOff = async (): Promise<void> => {
    const state = on();
    // First, or the kernel would close its connections in good order.
    await network.disconnect(name);
    process.kill(state.pid, 'SIGKILL');
    await ended(state, 20_000);
  };
  const shutDown = async ({ deadlineMs = DEADLINE_MS }: Deadline = {}): Promise<void> => {
    const state = on();
    // SIGRTMIN+4, by which systemd is asked to power off.
    process.kill(state.pid, 38);
    await ended(state, deadlineMs);
  };

  const call = (program: string, args: readonly string[], given: RunOptions = {}) =>
    [
      ...insideOf(on().pid, program, args, given),
      { cwd: folder, env: runEnvironment(folder), ...(given.input === undefined ? {} : { input: given.input }) },
    ] as const;
  const runInside = async (program: string, args: readonly string[], given?: RunOptions): Promise<Finished> =>
    run(...call(program, args, given));
  const mustRunInside = async (program: string, args: readonly string[], given?: RunOptions): Promise<Finished> =>
    mustRun(...call(program, args, given));
  const inside = (program: string, args: readonly string[]) => insideOf(on().pid, program, args);

  return {
    name,
    address,
    namespace,
    isOn,
    powerOn,
    powerOff,
    shutDown,
    reboot: async (deadline) => {
      await shutDown(deadline);
      await powerOn();
    },
    reinstall: async () => {
      if (isOn()) await powerOff();
      rmSync(dirname(files.upper), { recursive: true, force: true });
    },
    start: async (daemon, program, args, env = {}) => {
      const [enter, flags] = insideOf(on().pid, program, args, { env });
      return signalChild(await startDaemon(folder, `${name}-${daemon}`, enter, flags));
    },
    run: runInside,
    mustRun: mustRunInside,
    waitUntilRunning: async ({ deadlineMs = DEADLINE_MS } = {}) => waitUntilRunning(name, runInside, deadlineMs),
    waitForCloudInit: async ({ deadlineMs = DEADLINE_MS } = {}) => waitForCloudInit(name, () => on().pid, deadlineMs),
    copyIn: async (from, to) => copyIn(inside, from, to),
    copyOut: async (from, to) => copyOut(inside, from, to),
    journal: async (args = []) => {
      const journal = join(files.upper, 'var/log/journal');
      return (await mustRun('journalctl', [`--directory=${journal}`, '--no-pager', '--quiet', ...args])).stdout;
    },
  };
}

/** @throws Error where the kernel would not put one overlay on another */
function refuseOverlay(folder: string): void {
  const OVERLAYFS = 0x794c7630;
  if (statfsSync(folder).type === OVERLAYFS)
    throw new Error(
      `${folder}: found an overlay file system; expected ext4, xfs or tmpfs, as machines write to overlays of their own. Set XDG_CACHE_HOME to a folder on one of these.`,
    );
}
