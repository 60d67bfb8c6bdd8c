import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import packageJson from '../../package.json';
import { packageRoot } from '../../lib/io/package-root';

/** What a program printed and returned. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** @default the folder that this process is in */
  readonly cwd?: string;
  /** Added to the environment of this process. @default {} */
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from standard input. @default '' */
  readonly input?: string | Buffer;
  /** After this time it is killed, and its code is null. @default it may take as long as it likes */
  readonly timeoutMs?: number;
}

/** Runs a program to its end. */
export async function run(
  program: string,
  args: readonly string[],
  { cwd = process.cwd(), env = {}, input = '', timeoutMs }: RunOptions = {},
): Promise<Finished> {
  const child = spawn(program, args, {
    cwd,
    env: { ...ownEnvironment(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs, killSignal: 'SIGKILL' }),
  });
  // It may end without having read all of it.
  child.stdin.on('error', () => undefined).end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** Without what npm tells its scripts: an npm inside of them would work in the folder of the clone. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const isOfNpm = (name: string): boolean => /^(npm_(?!config_)|npm_config_local_prefix$|INIT_CWD$)/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfNpm(name)));
}

/** @throws Error with all that it printed, unless it ends with 0 */
export async function mustRun(...call: Parameters<typeof run>): Promise<Finished> {
  const result = await run(...call);
  if (result.code === 0) return result;
  const [program, args] = call;
  throw new Error(`${program} ${args.join(' ')} ended with ${String(result.code)}:\n${result.stdout}${result.stderr}`);
}

/** The command line of this clone, as a process of its own. */
export async function zeroSpof(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return run(process.execPath, [join(packageRoot(), packageJson.bin['zero-spof']), ...args], { cwd, env });
}
