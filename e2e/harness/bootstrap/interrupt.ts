import { setTimeout as sleep } from 'node:timers/promises';
import { makeRandom } from '../../../lib/simulate/random';
import type { Machine } from '../machines';
import { waitFor } from '../runs/wait-for';
import { SCRIPT } from './stage';
import { stepsIn } from './steps-in';

/**
 * What ends a script before it has come to its end: its process is killed, alone or with all that it started, or the machine
 * loses its power.
 */
export type Interruption = 'kill' | 'kill-all' | 'power-off';

/**
 * Runs the script of a machine and interrupts it; says on stderr where. The machine is on afterwards.
 *
 * @returns whether it was: a script may be done before the moment comes
 */
export async function interruptScript(machine: Machine, how: Interruption, seconds: number): Promise<boolean> {
  let code: number | null;
  let stdout: string;
  if (how === 'power-off') {
    const run = machine.run('bash', [SCRIPT]);
    await sleep(seconds * 1000);
    await machine.powerOff();
    ({ code, stdout } = await run);
    await machine.powerOn();
    await waitUntilBooted(machine);
  } else {
    const alone = how === 'kill' ? ['--foreground'] : [];
    const limit = ['--signal=KILL', seconds.toFixed(2), 'bash', SCRIPT];
    ({ code, stdout } = await machine.run('timeout', [...alone, ...limit]));
  }
  const steps = stepsIn(stdout);
  const last = steps.at(-1)?.split(' ')[0] ?? 'the start';
  process.stderr.write(
    `e2e: ${machine.name}: ${how} after ${seconds.toFixed(2)} s, ${steps.length} steps, ${last} done\n`,
  );
  return code !== 0;
}

/** Where a step is cut off: its files are there, or its change is made; it has noted neither. */
export interface Cut {
  readonly step: string;
  readonly after: 'files' | 'change';
  readonly how: Exclude<Interruption, 'kill-all'>;
}

const CUT = '/run/cut-off';

/** Runs a script that is cut off at a place of it. The machine is on afterwards. @throws Error when it did not come there */
export async function cutScript(machine: Machine, script: string, { step, after, how }: Cut): Promise<void> {
  const end = how === 'kill' ? 'kill -KILL $$ $BASHPID' : 'exec sleep 600';
  const line = after === 'files' ? /^ *files_write "\$function"\n/m : /^ *"\$\{function\}_change"\n/m;
  const input = script.replace(line, (found) => `${found}[ "$function" != ${step} ] || { : >${CUT}; ${end}; }\n`);
  const isCut = async (): Promise<boolean> => (await machine.run('rm', [CUT])).code === 0;
  const run = machine.run('bash', ['-s'], { input });
  if (how === 'kill') {
    const { code, stdout } = await run;
    if (code !== 0 && (await isCut())) return;
    throw new Error(`${machine.name} did not come to ${step}: ${stdout}`);
  }
  await waitFor(`${machine.name} to come to ${step}`, isCut, { deadlineMs: 120_000, everyMs: 100 });
  await machine.powerOff();
  await run;
  await machine.powerOn();
  await waitUntilBooted(machine);
}

/** Until a script can run; its services may still be starting, or fail to. */
export async function waitUntilBooted(machine: Machine): Promise<void> {
  const isBooted = async (): Promise<boolean> =>
    (await machine.run('systemctl', ['is-active', 'basic.target'], { timeoutMs: 5000 })).code === 0;
  await waitFor(`${machine.name} to boot`, isBooted, { deadlineMs: 60_000 });
}

/**
 * Random numbers of a long series, which can be had again: it says on stderr by which ZERO_SPOF_SEED. Whatever a busy
 * computer does differently then stays different.
 */
export function seriesRandom(): () => number {
  const seed = Number(process.env['ZERO_SPOF_SEED'] ?? Date.now() % 1_000_000);
  process.stderr.write(`e2e: ZERO_SPOF_SEED=${seed}\n`);
  return makeRandom(seed);
}

/** So many moments between two, at random. */
export function randomSeconds(random: () => number, count: number, from: number, to: number): readonly number[] {
  return Array.from({ length: count }, () => from + random() * (to - from));
}
