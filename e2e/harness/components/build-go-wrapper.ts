import { join } from 'node:path';
import { goBuild } from './go-tool';
import { wrapperFolder } from './places';
import type { GoWrapperRecipe } from './recipe';

/** Compiles the programs of a go.mod of ours. Go itself holds every module against go.sum. */
export async function buildGoWrapper(recipe: GoWrapperRecipe, folder: string): Promise<void> {
  const { wrapper, programs, modulesOf, stamps = {} } = recipe;
  const modFile = modulesOf === undefined ? undefined : join(wrapperFolder(modulesOf), 'go.mod');
  for (const [program, goPackage] of Object.entries(programs))
    await goBuild(wrapperFolder(wrapper), join(folder, program), goPackage, { stamps, modFile });
}
