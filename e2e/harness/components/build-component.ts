import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildDebian } from './build-debian';
import { buildDebianRoot } from './build-debian-root';
import { buildGoModuleFiles } from './build-go-module-files';
import { buildGoModuleSource } from './build-go-module-source';
import { buildGoWrapper } from './build-go-wrapper';
import { ComponentError } from './component-error';
import { withLock } from './lock';
import { componentFolder } from './places';
import type { ComponentName, Recipe } from './recipe';
import { recipes } from './recipes';

/** What is known of a component that is in the cache. */
export interface Built {
  /** The program, or the folder, that the recipe calls its main one. */
  readonly path: string;
  /** How long it took when it was made. */
  readonly seconds: number;
  readonly bytes: number;
}

/** What became of a component in this run. */
export interface BuildResult extends Built {
  readonly state: 'cached' | 'built';
}

/** What the cache has; undefined when it has not this version by this recipe. */
export function findBuilt(name: ComponentName): Built | undefined {
  const recipe = recipes[name];
  const folder = componentFolder(name, recipe);
  if (!existsSync(join(folder, RECORD))) return undefined;
  const { seconds, bytes, path } = JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as Built;
  return { seconds, bytes, path: path === '' ? join(folder, recipe.main) : path };
}

/** Written last: a folder without it is no component. */
const RECORD = 'built.json';

/**
 * Gets or builds one component, once: whoever comes second waits and takes what the first one made.
 *
 * @throws Error with the reason and, where there is one, the cure
 */
export async function buildComponent(name: ComponentName, say: (line: string) => void): Promise<BuildResult> {
  const cached = findBuilt(name);
  if (cached) return { ...cached, state: 'cached' };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new ComponentError(name, `${process.platform} on ${process.arch}`, 'linux on x64', 'Use such a computer.');
  const folder = componentFolder(name, recipes[name]);
  const onWait = () => say(`${name}: another run builds it, waiting`);
  return withLock(join(dirname(folder), `.${name}.lock`), onWait, async () => {
    const madeMeanwhile = findBuilt(name);
    if (madeMeanwhile) return { ...madeMeanwhile, state: 'cached' };
    return { ...(await build(name, folder, say)), state: 'built' };
  });
}

/** Builds beside the final folder, and renames: what is there is always whole. Called with the lock held. */
async function build(name: ComponentName, folder: string, say: (line: string) => void): Promise<Built> {
  const started = performance.now();
  removeUnfinished(name, dirname(folder));
  const unfinished = mkdtempSync(join(dirname(folder), `.${name}.`));
  try {
    const path = await make(recipes[name], unfinished, say);
    const seconds = (performance.now() - started) / 1000;
    const bytes = sizeOf(path ?? unfinished);
    chmodSync(unfinished, 0o755);
    writeFileSync(join(unfinished, RECORD), `${JSON.stringify({ path: path ?? '', seconds, bytes })}\n`);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    return { path: path ?? join(folder, recipes[name].main), seconds, bytes };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** What a killed run left: it held the lock that this run holds now. */
function removeUnfinished(name: ComponentName, parent: string): void {
  const unfinished = new RegExp(`^\\.${name}\\.[A-Za-z0-9]{6}$`);
  for (const entry of readdirSync(parent))
    if (unfinished.test(basename(entry))) rmSync(join(parent, entry), { recursive: true, force: true });
}

/** @returns where the component is, when that is not in the folder */
async function make(recipe: Recipe, folder: string, say: (line: string) => void): Promise<string | undefined> {
  switch (recipe.kind) {
    case 'go-wrapper':
      await buildGoWrapper(recipe, folder);
      return undefined;
    case 'go-module-source':
      await buildGoModuleSource(recipe, folder);
      return undefined;
    case 'go-module-files':
      await buildGoModuleFiles(recipe, folder);
      return undefined;
    case 'debian':
      await buildDebian(recipe, folder, say);
      return undefined;
    case 'debian-root':
      await buildDebianRoot(recipe, folder);
      return undefined;
    case 'provided': {
      const path = recipe.provide();
      if (path === undefined) throw new Error(`it could not be got from ${recipe.from}; the reason is above`);
      return path;
    }
  }
}

function sizeOf(path: string): number {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, entry) => sum + sizeOf(join(path, entry)), 0);
}
