import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../run';
import { ComponentError } from './component-error';
import { go } from './go-tool';

/**
 * Gets a published module into Go's module cache.
 *
 * @returns its folder there
 * @throws ComponentError when its checksum is not the recipe's
 */
export async function downloadModule(
  { module, version, sum, toolchain }: { module: string; version: string; sum: string; toolchain?: string },
  cwd: string,
): Promise<string> {
  const name = `${module}@v${version}`;
  const answer = JSON.parse(await go(cwd, ['mod', 'download', '-json', name], toolchain)) as {
    readonly Dir: string;
    readonly Sum: string;
  };
  if (answer.Sum !== sum)
    throw new ComponentError(
      name,
      answer.Sum,
      sum,
      'Do not use it: find out who changed it, then mend e2e/harness/components/recipes.ts.',
    );
  return answer.Dir;
}

/** Copies files and folders of a module; the copy can be written to, unlike Go's. */
export async function copyFromModule(module: string, paths: readonly string[], folder: string): Promise<void> {
  for (const path of paths) {
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(module, path), to, { recursive: true });
  }
  await run('chmod', ['-R', 'u+w', folder], { cwd: folder });
}
