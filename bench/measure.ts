import { spawnSync } from 'node:child_process';

export interface Measurement {
  readonly medianSeconds: number;
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/** Wall time of a whole process: one run to warm the caches, then `runs` that count. */
export function measure(
  program: string,
  args: readonly string[],
  runs: number,
  prepare: () => void = () => undefined,
): Measurement {
  const seconds: number[] = [];
  for (let run = 0; run <= runs; run++) {
    prepare();
    const start = process.hrtime.bigint();
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    const elapsed = Number(process.hrtime.bigint() - start) / 1e9;
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(status)}: ${stderr}`);
    if (run > 0) seconds.push(elapsed);
  }
  seconds.sort((a, b) => a - b);
  return {
    medianSeconds: seconds[Math.floor(seconds.length / 2)] ?? 0,
    minSeconds: seconds[0] ?? 0,
    maxSeconds: seconds.at(-1) ?? 0,
  };
}
