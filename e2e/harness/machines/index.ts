import type { Network } from '../network';
import { type Machine, makeMachine } from './machine';
import type { SeedFile } from './seed-machine';

export type { Machine } from './machine';
export type { SeedFile } from './seed-machine';

export interface MachinesOptions {
  /** Each machine takes the place of the host of its name; the others stay light. */
  readonly network: Network;
  /** @default all hosts of the network */
  readonly names?: readonly string[];
  /** For cloud-init of each machine. @default none, and cloud-init does not run */
  readonly userData?: (name: string) => string | Buffer | undefined;
  /** What each machine has at its first boot. @default none */
  readonly files?: (name: string) => readonly SeedFile[];
  /** Path on the machines → file or folder of the computer, which they cannot change. @default {} */
  readonly programs?: Readonly<Record<string, string>>;
  /** They get what a kubelet with containerd needs. @default false */
  readonly kubelet?: boolean;
}

/** Real Debian machines, all off. They go with their run, when {@link removeRun} removes it. */
export interface Machines {
  readonly all: readonly Machine[];
  /** @throws Error when there is no machine of that name */
  readonly machine: (name: string) => Machine;
  /** Boots all at once, and waits until each is well. */
  readonly boot: (options?: { readonly deadlineMs?: number }) => Promise<void>;
}

/** Needs the component debian-root, systemd-nspawn and root. */
export function makeMachines(options: MachinesOptions): Machines {
  const { network, userData, files = () => [], programs = {}, kubelet = false } = options;
  const { names = network.hosts.map(({ name }) => name) } = options;
  const all = names.map((name) =>
    makeMachine(network, network.host(name), { userData: userData?.(name), files: files(name), programs, kubelet }),
  );
  return {
    all,
    machine: (name) => {
      const found = all.find((machine) => machine.name === name);
      if (found) return found;
      throw new Error(`found no machine ${name}; expected one of ${names.join(', ')}`);
    },
    boot: async (deadline) => {
      await Promise.all(
        all.map(async (machine) => {
          await machine.powerOn();
          await machine.waitUntilRunning(deadline);
        }),
      );
    },
  };
}
