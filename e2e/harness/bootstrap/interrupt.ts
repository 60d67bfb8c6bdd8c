import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../machines';
import { waitFor } from '../runs/wait-for';
import { SCRIPT } from './stage';
import { stepsIn } from './steps-in';

/** What ends a script before it has come to its end: its process is killed, or the machine loses its power. */
export type Interruption = 'kill' | 'power-off';

/**
 * Runs the script of a machine and interrupts it; says on stderr where. The machine is on afterwards. A script that was
 * done before the moment came is not interrupted.
 */
export async function interruptScript(machine: Machine, how: Interruption, seconds: number): Promise<void> {
  const limit = ['--signal=KILL', seconds.toFixed(2), 'bash', SCRIPT];
  let stdout: string;
  if (how === 'kill') {
    ({ stdout } = await machine.run('timeout', limit));
  } else {
    const run = machine.run('bash', [SCRIPT]);
    await sleep(seconds * 1000);
    await machine.powerOff();
    ({ stdout } = await run);
    await machine.powerOn();
    await waitUntilBooted(machine);
  }
  const steps = stepsIn(stdout);
  const last = steps.at(-1)?.split(' ')[0] ?? 'the start';
  process.stderr.write(
    `e2e: ${machine.name}: ${how} after ${seconds.toFixed(2)} s, ${steps.length} steps, ${last} done\n`,
  );
}

/** Until a script can run; its services may still be starting, or fail to. */
export async function waitUntilBooted(machine: Machine): Promise<void> {
  const isBooted = async (): Promise<boolean> =>
    (await machine.run('systemctl', ['is-active', 'basic.target'], { timeoutMs: 5000 })).code === 0;
  await waitFor(`${machine.name} to boot`, isBooted, { deadlineMs: 60_000 });
}

/** So many moments between two, at random. */
export function randomSeconds(count: number, from: number, to: number): readonly number[] {
  return Array.from({ length: count }, () => from + Math.random() * (to - from));
}
