import { available, component, type ComponentName } from '.';
import { recipes } from './recipes';

/**
 * `describe` for tests that need these components. Where one is missing they are left out with the reason on stderr;
 * where CI is set they fail: there nothing is left out.
 */
export function describeWith(...names: readonly ComponentName[]): (title: string, tests: () => void) => void {
  const missing = [...new Set(names)].filter((name) => !available(name));
  const lacksRoot = process.getuid?.() !== 0 && names.some((name) => recipes[name].needsRoot);
  if (missing.length === 0 && !lacksRoot) return describe;
  const { CI = '' } = process.env;
  if (CI !== '') return (title) => describe(title, () => failFor(missing, lacksRoot));
  const reason = missing.length > 0 ? `no ${missing.join(', ')}` : `no root, which ${names.join(', ')} need`;
  const cure = missing.length > 0 ? `\`npm run e2e:build -- --only ${missing.join(',')}\`` : 'them as root';
  process.stderr.write(`e2e: ${reason}, so tests are left out. Run ${cure}.\n`);
  return describe.skip;
}

function failFor(missing: readonly ComponentName[], lacksRoot: boolean): void {
  for (const name of missing)
    test(`${name} is there`, () => {
      component(name);
    });
  if (lacksRoot)
    test('they are run by root', () => {
      expect(process.getuid?.()).toBe(0);
    });
}
