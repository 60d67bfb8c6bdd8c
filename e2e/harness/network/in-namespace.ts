import { namespaceFile } from '../runs/namespaces';

/**
 * A call that runs inside of a network namespace, as the process that is started itself. Other than with `ip netns exec`
 * the computer's /sys stays, with its cgroups.
 */
export function inNamespace(
  namespace: string,
  program: string,
  args: readonly string[],
): [program: string, args: readonly string[]] {
  return ['nsenter', [`--net=${namespaceFile(namespace)}`, '--', program, ...args]];
}

/** The same as a host of that name. */
export function asHost(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  program: string,
  args: readonly string[],
): [program: string, args: readonly string[]] {
  const setName = 'echo "$0" > /proc/sys/kernel/hostname && exec "$@"';
  return inNamespace(namespace, 'unshare', ['--uts', 'sh', '-c', setName, name, program, ...args]);
}
