import { spawnSync } from 'node:child_process';

export interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** Done before each run, outside of its time. */
  readonly prepare?: () => void;
}

export interface Measurement {
  readonly medianSeconds: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/**
 * Wall times of whole processes, in the order of the commands: one run each to warm the caches, then `runs` that count.
 *
 * The commands take turns: a computer that is slow for a minute is slow for all of them, and their ratios hold.
 */
export function measureInTurn(commands: readonly Command[], runs: number): Measurement[] {
  const seconds = commands.map((): number[] => []);
  for (let run = 0; run <= runs; run++) {
    for (const [i, command] of commands.entries()) {
      const elapsed = timeOnce(command);
      if (run > 0) seconds[i]?.push(elapsed);
    }
  }
  return seconds.map(summarize);
}

function timeOnce({ program, args, prepare }: Command): number {
  prepare?.();
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(status)}: ${stderr}`);
  return elapsed;
}

function summarize(seconds: readonly number[]): Measurement {
  const sorted = [...seconds].sort((a, b) => a - b);
  return {
    medianSeconds: sorted[Math.floor(sorted.length / 2)] ?? 0,
    minSeconds: sorted[0] ?? 0,
    maxSeconds: sorted.at(-1) ?? 0,
  };
}

/** The most memory that a process had, in MB, as GNU time tells; undefined without that program. */
export function peakMegabytes({ program, args }: Command): number | undefined {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', 'peak %M', program, ...args], { encoding: 'utf8' });
  const kilobytes = /^peak (\d+)$/m.exec(stderr)?.[1];
  return status === 0 && kilobytes !== undefined ? Number(kilobytes) / 1000 : undefined;
}
