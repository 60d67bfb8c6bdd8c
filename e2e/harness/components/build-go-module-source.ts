import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { go, goBuild } from './go-tool';
import { copyFromModule, downloadModule } from './go-module';
import type { GoModuleSourceRecipe } from './recipe';

/**
 * Compiles a program in a copy of its module's source.
 *
 * A go.mod of ours that requires the module would lose its replacements; the copy keeps them, and upstream's own go.sum
 * vouches for all that it needs.
 */
export async function buildGoModuleSource(recipe: GoModuleSourceRecipe, folder: string): Promise<void> {
  const { toolchain, dropReplace = [], addSums = [], files = [] } = recipe;
  const module = await downloadModule(recipe, folder);
  const source = join(folder, 'source');
  await copyFromModule(module, ['.'], source);
  for (const replaced of dropReplace) await go(source, ['mod', 'edit', `-dropreplace=${replaced}`], toolchain);
  appendFileSync(join(source, 'go.sum'), addSums.map((line) => `${line}\n`).join(''));
  await goBuild(source, join(folder, recipe.main), recipe.package, { toolchain });
  await copyFromModule(source, files, folder);
  rmSync(source, { recursive: true });
}
