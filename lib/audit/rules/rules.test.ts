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
    about: `${manifest.kind}/${manifest.metadata.name ?? ''}`,
  }));
}

function fixture(id: string, name: string): string {
  return readFileSync(join(__dirname, 'fixtures', id, `${name}.yaml`), 'utf8');
}

/** A fixture with several faults lists what is to be found: `# finds: CronJob/a, CronJob/b`. */
function listedIn(text: string): string[] | undefined {
  return /^# finds: (.*)$/m.exec(text)?.[1]?.split(', ').sort();
}

test('every file is one rule, named after it', () => {
  expect(rules.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('finds its fault', () => {
    const found = foundBy(id, 'fails').filter(({ rule: by }) => by === id);
    const about = found.map((f) => f.about).sort();
    expect(about).not.toEqual([]);
    expect(about).toEqual(listedIn(fixture(id, 'fails')) ?? about);
  });

  test('is silent where the fault is not', () => {
    expect(foundBy(id, 'passes').map(({ rule: by }) => by)).not.toContain(id);
  });

  test('tells what, why, how to mend it and who says so', () => {
    expect(TOPICS).toContain(rule.topic);
    for (const text of [rule.title, rule.why, rule.remedy]) expect(text).toMatch(/\.\)?$/);
    expect(rule.example).not.toBe('');
    expect(rule.sources.length).toBeGreaterThan(0);
  });
});
