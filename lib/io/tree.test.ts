import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { withHeader } from '../synth/generated-header';
import { makeScratch, put } from './fixtures/scratch';
import { compareTrees, readTree } from './tree';

const ours = (body: string): string => withHeader(body, []);
const edited = (body: string): string => `${ours(body)}# edited\n`;
const empty = { added: [], changed: [], removed: [], unchanged: [], edited: [], foreign: [] };

it('reads all files of a folder, by their paths below it', () => {
  const root = makeScratch();
  put(root, 'a.yaml', 'a');
  put(root, 'layer/deep/b.yaml', 'ü');
  expect(readTree(root)).toEqual(
    new Map([
      ['a.yaml', 'a'],
      ['layer/deep/b.yaml', 'ü'],
    ]),
  );
});

it('takes a folder that does not exist for an empty one', () => {
  expect(readTree(join(makeScratch(), 'dist')).size).toBe(0);
});

it('neither follows links nor blocks on a pipe', () => {
  const root = makeScratch();
  symlinkSync('/', join(root, 'link'));
  symlinkSync('nowhere', join(root, 'broken'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  expect(Object.fromEntries(readTree(root))).toEqual({ link: '', broken: '', pipe: '' });
  expect(compareTrees(readTree(root), new Map()).foreign).toEqual(['broken', 'link', 'pipe']);
});

it('puts every path on its lists, sorted by code units whatever the order of the trees', () => {
  const old = new Map([
    ['z', ours('1')],
    ['ä', ours('1')],
    ['Z', ours('1')],
    ['a', ours('1')],
    ['same', ours('1')],
    ['b/c', edited('1')],
    ['mine', 'mine'],
    ['over', 'mine'],
  ]);
  const next = new Map([
    ['same', ours('1')],
    ['over', ours('2')],
    ['b/c', ours('2')],
    ['new', ours('2')],
    ['New', ours('2')],
    ['a', ours('2')],
  ]);
  const diff = {
    added: ['New', 'new'],
    changed: ['a', 'b/c', 'over'],
    removed: ['Z', 'mine', 'z', 'ä'],
    unchanged: ['same'],
    edited: ['b/c'],
    foreign: ['mine', 'over'],
  };
  expect(compareTrees(old, next)).toEqual(diff);
  expect(compareTrees(new Map([...old].reverse()), new Map([...next].reverse()))).toEqual(diff);
});

it('does not call edited what somebody changed to the very text that is to be written', () => {
  const text = edited('1');
  expect(compareTrees(new Map([['a', text]]), new Map([['a', text]]))).toEqual({ ...empty, unchanged: ['a'] });
});

it('sees no difference in a checkout with autocrlf', () => {
  const text = ours('a\nb\n');
  expect(compareTrees(new Map([['a', text.replaceAll('\n', '\r\n')]]), new Map([['a', text]]))).toEqual({
    ...empty,
    unchanged: ['a'],
  });
});
