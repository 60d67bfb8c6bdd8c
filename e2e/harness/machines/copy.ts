import { mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { mustRun } from '../run';

/** Turns a call into one that runs on the machine. */
type Inside = (program: string, args: readonly string[]) => readonly [program: string, args: readonly string[]];

/** Copies a file or a folder of the computer to that path of the machine. */
export async function copyIn(inside: Inside, from: string, to: string): Promise<void> {
  const makeFolder = ['sh', ['-c', 'mkdir -p "$0" && exec "$@"', dirname(to), ...unpack(to)]] as const;
  await pipe(pack(from, to), flat(inside(...makeFolder)));
}

/** Copies a file or a folder of the machine to that path of the computer. */
export async function copyOut(inside: Inside, from: string, to: string): Promise<void> {
  const [program, ...args] = pack(from, to);
  mkdirSync(dirname(to), { recursive: true });
  await pipe(flat(inside(program, args)), unpack(to));
}

/** The last part of the path may be another one after the copy. */
function pack(from: string, to: string): readonly [string, ...string[]] {
  const escaped = basename(from).replaceAll(/[.*[\]^$\\,]/g, '\\$&');
  return ['tar', '-C', dirname(from), `--transform=s,^${escaped},${basename(to)},`, '-cf', '-', basename(from)];
}

function unpack(to: string): readonly string[] {
  return ['tar', '-C', dirname(to), '--no-same-owner', '-xf', '-'];
}

function flat([program, args]: ReturnType<Inside>): readonly string[] {
  return [program, ...args];
}

async function pipe(from: readonly string[], to: readonly string[]): Promise<void> {
  const script = 'set -o pipefail; n=$1; shift; "${@:1:n}" | "${@:n+1}"';
  await mustRun('bash', ['-c', script, 'bash', String(from.length), ...from, ...to]);
}
