import { parseArgs } from 'node:util';
import { buildComponent, type BuildResult, findBuilt } from './harness/components/build-component';
import { type ComponentName, componentNames, type Recipe } from './harness/components/recipe';
import { recipes } from './harness/components/recipes';

/** One line of the closing table. */
interface Row {
  readonly name: ComponentName;
  readonly state: BuildResult['state'] | 'missing' | 'failed';
  readonly seconds?: number;
  readonly bytes?: number;
}

const USAGE = `npm run e2e:build -- [--only NAME,NAME] [--list]
  Gets the programs that the tests in e2e/ run, and keeps them in a cache outside of git.
  --only  some of ${componentNames.join(', ')}
  --list  only say what is there
`;

void main(process.argv.slice(2)).then((code) => (process.exitCode = code));

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const wanted = values.only?.split(',') ?? componentNames;
  const unknown = wanted.filter((name) => !componentNames.includes(name as ComponentName));
  if (unknown.length > 0) {
    process.stderr.write(`--only: found ${unknown.join(', ')}; expected some of ${componentNames.join(', ')}.\n`);
    return 2;
  }
  const names = componentNames.filter((name) => wanted.includes(name));
  const rows = values.list ? names.map(listOne) : await buildAll(names);
  process.stdout.write(table(rows));
  return rows.some(({ state }) => state === 'failed') ? 1 : 0;
}

function listOne(name: ComponentName): Row {
  const built = findBuilt(name);
  return built ? { name, state: 'cached', ...built } : { name, state: 'missing' };
}

/** One after the other: each build uses all cores by itself. One that fails does not stop the rest. */
async function buildAll(names: readonly ComponentName[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const name of names) {
    const recipe = recipes[name];
    say(`${name} ${recipe.version}: ${origin(recipe)}`);
    try {
      const result = await buildComponent(name, say);
      say(
        `${name} ${recipe.version}: ${result.state}${result.state === 'built' ? ` in ${seconds(result.seconds)}` : ''}`,
      );
      rows.push({ name, ...result });
    } catch (error) {
      say(`${name} ${recipe.version}: cannot be had: ${(error as Error).message}${networkCure(error as Error)}`);
      rows.push({ name, state: 'failed' });
    }
  }
  return rows;
}

function origin(recipe: Recipe): string {
  switch (recipe.kind) {
    case 'go-wrapper':
      return `Go packages ${Object.entries(recipe.programs)
        .map(([program, from]) => (from === '.' ? `for ${program}` : from))
        .join(', ')} by go/${recipe.wrapper}/go.mod`;
    case 'go-module-source':
      return `Go module ${recipe.module}, compiled in a copy of it`;
    case 'go-module-files':
      return `Go module ${recipe.module}, files ${recipe.files.join(', ')}`;
    case 'debian':
      return `Debian packages ${recipe.packages.map((p) => `${p.name} ${p.version}`).join(', ')}`;
    case 'debian-root':
      return `debootstrap of ${recipe.suite}, then ${recipe.packages.length} packages and what they need by apt: about 2 minutes`;
    case 'provided':
      return recipe.from;
  }
}

/** The package clients say it in many ways. */
function networkCure({ message }: Error): string {
  return /dial tcp|no such host|timeout|Could not resolve|Temporary failure|ENOTFOUND|ECONNREFUSED/i.test(message)
    ? '\nThe package source did not answer: check the network and the proxy settings, and run it again.'
    : '';
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ name, state, seconds: took, bytes }) =>
    [
      name.padEnd(24),
      recipes[name].version.padEnd(9),
      state.padEnd(8),
      (took === undefined ? '-' : seconds(took)).padStart(9),
      (bytes === undefined ? '-' : `${(bytes / 1e6).toFixed(1)} MB`).padStart(9),
    ].join(' '),
  );
  return `${'component'.padEnd(24)} ${'version'.padEnd(9)} ${'state'.padEnd(8)} ${'made in'.padStart(9)} ${'size'.padStart(9)}\n${lines.join('\n')}\n`;
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`e2e: ${line}\n`);
}
