import { available, component, type ComponentName } from '.';

/**
 * `describe` for tests that need these components. Where one is missing they are left out with the reason on stderr;
 * where CI is set they fail: there nothing is left out.
 */
export function describeWith(...names: readonly ComponentName[]): (title: string, tests: () => void) => void {
  const missing = [...new Set(names)].filter((name) => !available(name));
  if (missing.length === 0) return describe;
  const { CI = '' } = process.env;
  if (CI !== '') return (title) => describe(title, () => failFor(missing));
  const cure = `npm run e2e:build -- --only ${missing.join(',')}`;
  process.stderr.write(`e2e: no ${missing.join(', ')}, so tests are left out. Run \`${cure}\`.\n`);
  return describe.skip;
}

function failFor(missing: readonly ComponentName[]): void {
  test.each(missing)('%s is there', (name) => {
    component(name);
  });
}
