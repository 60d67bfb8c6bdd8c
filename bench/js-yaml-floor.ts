import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, loadAll } from 'js-yaml';

/** The floor: parses and prints the same YAML with js-yaml alone. `node js-yaml-floor.js FOLDER`. */
let length = 0;
for (const entry of readdirSync(process.argv[2] ?? '', { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  for (const document of loadAll(readFileSync(join(entry.parentPath, entry.name), 'utf8')))
    length += dump(document, { lineWidth: -1, noRefs: true }).length;
}
console.log(length);
