import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { errnoOf } from './write-problem';

/** One process, told apart from a later one that got the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Boot and start time as the kernel counts it; without /proc, the time by the process's own clock. */
  readonly started: string;
  readonly host: string;
}

/** `unseen`: it runs on another computer or in another container, if it runs. */
export type Liveness = 'alive' | 'dead' | 'unseen';

/** In place of the start of a process that only waits for its parent to take note. */
const ENDED = 'ended';

const self: ProcessIdentity = {
  pid: process.pid,
  started: readStart(process.pid) ?? `clock.${Math.round(Date.now() - process.uptime() * 1000)}`,
  host: hostname()
    .replaceAll(/[^\w.-]/g, '_')
    .slice(0, 64),
};

/** The process that asks. */
export function identifyProcess(): ProcessIdentity {
  return self;
}

/** Another process of this computer; undefined when it has ended, or where there is no /proc. */
export function identifyOther(pid: number): ProcessIdentity | undefined {
  const started = readStart(pid);
  return started === undefined || started === ENDED ? undefined : { pid, started, host: self.host };
}

/** Whether a process that was identified earlier, perhaps by another program, is still running. */
export function checkProcess(identity: ProcessIdentity): Liveness {
  if (identity.host !== self.host) return 'unseen';
  if (identity.pid === self.pid) return identity.started === self.started ? 'alive' : 'dead';
  const started = readStart(identity.pid);
  if (started !== undefined) return started === identity.started ? 'alive' : 'dead';
  try {
    process.kill(identity.pid, 0);
    return 'alive';
  } catch (error) {
    return errnoOf(error) === 'ESRCH' ? 'dead' : 'alive';
  }
}

function readStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field, the program's name, may hold spaces and parentheses: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    if (state === 'Z' || state === 'X') return ENDED;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8)}.${fields[19]}`;
  } catch {
    return undefined;
  }
}
