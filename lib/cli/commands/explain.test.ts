import { makeScratch } from '../../io/fixtures/scratch';
import { allRuleTexts } from '../../audit/all-rule-texts';
import { codes } from '../../spec/codes';
import { codesIn, hasColor, run, tooLong } from '../testing';

const folder = makeScratch();
const names = [...Object.keys(codes), ...allRuleTexts.map(({ id }) => id)];

test.each([...new Set(names)])('%s is explained in 80 columns, with reason, cure and example', async (name) => {
  const { code, stdout, stderr } = await run(folder, ['explain', name]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n')[0]).toBe(name);
  // An address has no place to break.
  expect(tooLong(stdout).filter((line) => line.trim().includes(' '))).toEqual([]);
  for (const heading of ['Why', 'What to do', 'For example']) {
    expect(stdout).toMatch(new RegExp(`^${heading}\n +\\S`, 'm'));
  }
  expect(stdout).not.toContain('undefined');
});

test('without a code all of them are listed, one a line', async () => {
  const { code, stdout } = await run(folder, ['explain']);
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n').map((line) => line.split(' ')[0])).toEqual(names); // prettier-ignore
});

test.each([
  ['a code that is nearly one', ['unknown-kay'], 'Did you mean unknown-key?'],
  ['a code that is like nothing', ['frobnicate'], 'zero-spof explain'],
  ['two codes', ['unknown-key', 'missing-key'], 'one code'],
  ['a name that every JavaScript object has', ['toString'], 'zero-spof explain'],
])('%s is refused with 2', async (_, args, hint) => {
  const { code, stdout, stderr } = await run(folder, ['explain', ...args]);
  expect([code, stdout, codesIn(stderr)]).toEqual([2, '', ['usage']]);
  expect(stderr).toContain(hint);
});

test('the code is bold on a terminal', async () => {
  const { stdout } = await run(folder, ['explain', 'unknown-key'], { isTerminal: true });
  expect(hasColor(stdout)).toBe(true);
});
