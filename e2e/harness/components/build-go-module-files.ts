import { copyFromModule, downloadModule } from './go-module';
import type { GoModuleFilesRecipe } from './recipe';

/** Takes files out of a published module. */
export async function buildGoModuleFiles(recipe: GoModuleFilesRecipe, folder: string): Promise<void> {
  await copyFromModule(await downloadModule(recipe, folder), recipe.files, folder);
}
