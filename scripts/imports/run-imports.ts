import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../lib/io/package-root';
import { ImportError } from './import-error';
import { makeImports, readChecksums } from './make-imports';
import { downloadSource, readFrom } from './read-source';
import { replaceFolder } from './replace-folder';

const USAGE = `Usage: npm run imports [-- --from DIR]

Makes imports/ again: classes, schemas of objects and schemas of chart values, from pinned public files.
Addresses: cdk8s.yaml and scripts/imports/sources.ts. On any failure imports/ stays as it is.

--from DIR  read the files from DIR and the folders below it instead of downloading them:
            CRDs (any .yaml), kubernetes-1.36.definitions.json or _definitions.json,
            longhorn-VERSION.values.yaml and longhorn-VERSION.questions.yaml`;

/** @returns the exit code: 0 done, 2 wrong arguments, 3 a source failed */
async function runImports(args: readonly string[]): Promise<number> {
  let from: string | undefined;
  try {
    const options = { from: { type: 'string' }, help: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args: [...args], options });
    if (values.help === true) {
      console.log(USAGE);
      return 0;
    }
    from = values.from;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  const root = packageRoot();
  // In node_modules: git ignores it, and it is on the same file system, so that the folder can be renamed into place.
  const folder = join(root, 'node_modules', '.cache', `imports-${String(process.pid)}`);
  try {
    const place = join(root, 'imports');
    mkdirSync(folder, { recursive: true });
    const readSource = from === undefined ? downloadSource : readFrom(resolve(from));
    const added = await makeImports(root, folder, readSource, readChecksums(place));
    replaceFolder(place, folder);
    for (const source of added) console.error(`new source, its checksum is recorded: ${source}`);
    return 0;
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    console.error(`${error.message}\nimports/ is as it was.`);
    return 3;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void runImports(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
