import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterModel } from '../../model/build-model';
import { readObjects } from '../../model/read-objects';
import { TOPICS } from '../audit-result';
import { judge } from '../judge';
import { rules } from '.';

const files = readdirSync(__dirname).filter((name) => name.endsWith('.ts') && !/^index\.ts$|\.test\.ts$/.test(name));

/** The rules that say something about the objects of a fixture. */
function foundBy(id: string, name: string): string[] {
  const file = join(__dirname, 'fixtures', id, `${name}.yaml`);
  const { objects, noObjects } = readObjects(file, readFileSync(file, 'utf8'));
  expect(noObjects).toEqual([]);
  return judge(clusterModel(objects)).findings.map(({ rule }) => rule);
}

test('every file is one rule, named after it', () => {
  expect(rules.map(({ id }) => `${id}.ts`).sort()).toEqual(files.sort());
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('finds its fault', () => {
    expect(foundBy(id, 'fails')).toContain(id);
  });

  test('is silent where the fault is not', () => {
    expect(foundBy(id, 'passes')).not.toContain(id);
  });

  test('tells what, why, how to mend it and who says so', () => {
    expect(TOPICS).toContain(rule.topic);
    for (const text of [rule.title, rule.why, rule.remedy]) expect(text).toMatch(/\.\)?$/);
    expect(rule.example).not.toBe('');
    expect(rule.sources.length).toBeGreaterThan(0);
  });
});
