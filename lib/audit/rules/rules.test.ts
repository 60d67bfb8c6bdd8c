import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterModel } from '../../model/build-model';
import { readObjects } from '../../model/read-objects';
import { TOPICS } from '../audit-result';
import { judge } from '../judge';
import { rules } from '.';

const files = readdirSync(__dirname).filter((name) => name.endsWith('.ts') && !/^index\.ts$|\.test\.ts$/.test(name));

/** The rules that say something about the objects of a fixture, and about which. */
function foundBy(id: string, name: string): { readonly rule: string; readonly about: string }[] {
  const { objects, noObjects } = readObjects(name, fixture(id, name));
  expect(noObjects).toEqual([]);
  return judge(clusterModel(objects)).findings.map(({ rule, object: { manifest } }) => ({
    rule,
    about: `${manifest.kind}/${manifest.metadata.name}`,
  }));
}

function fixture(id: string, name: string): string {
  return readFileSync(join(__dirname, 'fixtures', id, `${name}.yaml`), 'utf8');
}

/** `fails`, and `fails-…` where faults of a whole cluster do not go together. */
function fixtures(id: string, verdict: 'fails' | 'passes'): readonly string[] {
  const names = readdirSync(join(__dirname, 'fixtures', id)).map((file) => file.replace(/\.yaml$/, ''));
  expect(names).toContain(verdict);
  return names.filter((name) => name === verdict || name.startsWith(`${verdict}-`));
}

/** A fixture with several faults lists what is to be found: `# finds: CronJob/a, CronJob/b`. */
function listedIn(text: string): string[] | undefined {
  return /^# finds: (.*)$/m.exec(text)?.[1]?.split(', ').sort();
}

test('every file is one rule, named after it', () => {
  expect(rules.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test.each(fixtures(id, 'fails'))('finds its fault in %s', (name) => {
    const found = foundBy(id, name).filter(({ rule: by }) => by === id);
    const about = found.map((f) => f.about).sort();
    expect(about).not.toEqual([]);
    expect(about).toEqual(listedIn(fixture(id, name)) ?? about);
  });

  test.each(fixtures(id, 'passes'))('is silent where the fault is not, in %s', (name) => {
    expect(foundBy(id, name).map(({ rule: by }) => by)).not.toContain(id);
  });

  test('tells what, why, how to mend it and who says so', () => {
    expect(TOPICS).toContain(rule.topic);
    for (const text of [rule.title, rule.why, rule.remedy]) expect(text).toMatch(/\.\)?$/);
    expect(rule.example).not.toBe('');
    expect(rule.sources.length).toBeGreaterThan(0);
  });
});
