import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../helm';
import type { ComponentName, Recipe } from './recipe';

/** To be raised when the way of building changes what comes out. */
const FORMAT = 1;

/** Folder of a go-wrapper's go.mod, go.sum and sources. */
export function wrapperFolder(wrapper: string): string {
  return join(__dirname, 'go', wrapper);
}

/** Folder in which one build of one recipe is kept: another recipe has another folder. */
export function componentFolder(name: ComponentName, recipe: Recipe): string {
  return join(cacheFolder(), 'components', `${name}-${recipe.version}-${recipeHash(recipe)}`);
}

function recipeHash(recipe: Recipe): string {
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, process.platform, process.arch, recipe]));
  if (recipe.kind === 'go-wrapper') {
    const folder = wrapperFolder(recipe.wrapper);
    for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
    if (recipe.modulesOf !== undefined)
      for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(wrapperFolder(recipe.modulesOf), file)));
  }
  return hash.digest('hex').slice(0, 12);
}
