import { join } from 'node:path';
import { goBuild } from './go-tool';
import { wrapperFolder } from './places';
import type { GoWrapperRecipe } from './recipe';

/** Compiles the programs of a go.mod of ours. Go itself holds every module against go.sum. */
export async function buildGoWrapper(recipe: GoWrapperRecipe, folder: string): Promise<void> {
  for (const [program, goPackage] of Object.entries(recipe.programs))
    await goBuild(wrapperFolder(recipe.wrapper), join(folder, program), goPackage, { stamps: recipe.stamps ?? {} });
}
