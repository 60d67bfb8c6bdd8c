import type { RunOptions } from '../run';

/** What a service of systemd finds. */
const ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  USER: 'root',
  LANG: 'C.UTF-8',
} as const;

/**
 * What no machine may do, for it would do so to the computer: set the clock, load modules, reach hardware. Who enters a
 * machine has to give these up, too.
 */
export const FORBIDDEN = ['sys_time', 'sys_module', 'sys_rawio'] as const;

/** A call that runs on the machine whose process 1 has this number on the computer; nothing of the computer's environment is seen. */
export function insideOf(
  pid: number,
  program: string,
  args: readonly string[],
  { cwd = '/', env = {}, timeoutMs }: Pick<RunOptions, 'cwd' | 'env' | 'timeoutMs'> = {},
): [program: string, args: readonly string[]] {
  const variables = Object.entries({ ...ENVIRONMENT, ...env }).map(([key, value]) => `${key}=${value}`);
  // There it has to end: what enters a machine is another process than the one that the computer sees and can kill.
  const limit = timeoutMs === undefined ? [] : ['timeout', '--signal=KILL', String(timeoutMs / 1000)];
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid'];
  // A machine that shuts down stops all of its processes for a moment, and nsenter, when its child is stopped, stops
  // itself for good. A shell between them waits for the end, and forks, as only children enter the pid namespace.
  const waitForEnd = ['sh', '-c', '"$@"; exit $?', 'sh'];
  const capabilities = FORBIDDEN.map((name) => `-${name}`).join(',');
  return [
    'nsenter',
    [
      `--target=${pid}`,
      ...namespaces,
      '--no-fork',
      '--',
      ...waitForEnd,
      'setpriv',
      `--bounding-set=${capabilities}`,
      'env',
      '-i',
      `--chdir=${cwd}`,
      ...variables,
      ...limit,
      program,
      ...args,
    ],
  ];
}
