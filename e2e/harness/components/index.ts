import { existsSync } from 'node:fs';
import { findBuilt } from './build-component';
import { ComponentError } from './component-error';
import { componentFolder } from './places';
import type { ComponentName } from './recipe';
import { recipes } from './recipes';

export type { ComponentName } from './recipe';

/** A component that is on this computer. */
export interface Component {
  /** The program; of what is no program, its file or folder. */
  readonly path: string;
  /** The folder with all that belongs to it: other programs, CRDs, stages. */
  readonly folder: string;
  /** Upstream's version, without a leading v. */
  readonly version: string;
}

/**
 * A component of the cache; nothing is built.
 *
 * @throws ComponentError with the command that brings it
 */
export function component(name: ComponentName): Component {
  const found = findComponent(name);
  if (found) return found;
  throw new ComponentError(
    name,
    'nothing in the cache',
    `version ${recipes[name].version}`,
    `Run \`npm run e2e:build -- --only ${name}\`.`,
  );
}

/** A component of the cache, or undefined. */
export function findComponent(name: ComponentName): Component | undefined {
  const built = findBuilt(name);
  if (!built || !existsSync(built.path)) return undefined;
  return { path: built.path, folder: componentFolder(name, recipes[name]), version: recipes[name].version };
}

/** Whether {@link component} would find it. */
export function available(name: ComponentName): boolean {
  return findComponent(name) !== undefined;
}
