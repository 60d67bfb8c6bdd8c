import { mustRun, run } from '../run';
import { ComponentError } from './component-error';

/** Every program is built alike, so that they share what the compiler has cached. */
const GO_ENV = {
  CGO_ENABLED: '0',
  GO111MODULE: 'on',
  GOFLAGS: '-buildvcs=false',
  GOWORK: 'off',
  GOTOOLCHAIN: 'local',
} as const;

/** The Go that every recipe without a toolchain of its own builds with. */
const OLDEST_GO = '1.26.6';
const NEWEST_PATCH = 'go1.26.8';

const INSTALL_GO = `Install Go ${OLDEST_GO} or newer (any Go from 1.21 fetches it through its module proxy).`;

/**
 * Runs the go command.
 *
 * @param toolchain for modules that ask for a newer Go than the computer's: it comes through the module proxy
 */
export async function go(cwd: string, args: readonly string[], toolchain?: string): Promise<string> {
  const env = { ...GO_ENV, GOTOOLCHAIN: toolchain ?? (await sufficientToolchain()) };
  return (await mustRun('go', args, { cwd, env })).stdout;
}

export interface GoBuildOptions {
  /** Values that the linker sets: variable → value. @default {} */
  readonly stamps?: Readonly<Record<string, string>>;
  /** @default the computer's */
  readonly toolchain?: string | undefined;
  /** A go.mod, with its go.sum beside it, that is read in place of the folder's own. */
  readonly modFile?: string | undefined;
}

/** Compiles one package to one file. */
export async function goBuild(
  cwd: string,
  output: string,
  goPackage: string,
  { stamps = {}, toolchain, modFile }: GoBuildOptions = {},
): Promise<void> {
  const linkerFlags = ['-s', '-w', ...Object.entries(stamps).map(([at, value]) => `-X=${at}=${value}`)].join(' ');
  const modules = ['-mod=readonly', ...(modFile === undefined ? [] : [`-modfile=${modFile}`])];
  await go(cwd, ['build', '-trimpath', ...modules, `-ldflags=${linkerFlags}`, '-o', output, goPackage], toolchain);
}

let toolchainOfThisComputer: Promise<string> | undefined;

function sufficientToolchain(): Promise<string> {
  toolchainOfThisComputer ??= findToolchain();
  return toolchainOfThisComputer;
}

async function findToolchain(): Promise<string> {
  const version = await run('go', ['env', 'GOVERSION'], { cwd: '/', env: GO_ENV }).catch(() => undefined);
  if (version?.code !== 0) throw new ComponentError('go', 'no go command', `Go ${OLDEST_GO} or newer`, INSTALL_GO);
  const found = version.stdout.trim().replace(/^go/, '');
  if (compareVersions(found, '1.21') < 0)
    throw new ComponentError('go', `Go ${found}`, `Go ${OLDEST_GO} or newer`, INSTALL_GO);
  return compareVersions(found, OLDEST_GO) < 0 ? NEWEST_PATCH : 'local';
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
