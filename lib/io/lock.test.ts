import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { startChild } from './fixtures/run-child';
import { makeScratch, put } from './fixtures/scratch';
import { withLock } from './lock';
import { identifyProcess } from './process-identity';

const claims = (root: string): string[] =>
  readdirSync(join(root, '.zero-spof')).filter((name) => name.startsWith('lock-'));
const locked = (pid: number | undefined): object => ({
  problems: [{ code: 'output-locked', severity: 'error', found: expect.stringContaining(`process ${pid} `) }],
});
const { host } = identifyProcess();
const ifProc = existsSync('/proc/self/stat') ? it : it.skip;

it('holds the lock while something runs, and returns its result', async () => {
  const root = makeScratch();
  await expect(withLock(root, () => claims(root).length)).resolves.toBe(1);
  expect(claims(root)).toEqual([]);
});

it('keeps its files from git', async () => {
  const root = makeScratch();
  await withLock(root, () => undefined);
  expect(readFileSync(join(root, '.zero-spof/.gitignore'), 'utf8')).toBe('*\n');
});

it('releases the lock when what runs fails', async () => {
  const root = makeScratch();
  await expect(withLock(root, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(claims(root)).toEqual([]);
});

it('refuses a second time in the same process, and the first one keeps it', async () => {
  const root = makeScratch();
  await withLock(root, async () => {
    await expect(withLock(root, () => undefined)).rejects.toMatchObject(locked(process.pid));
    expect(claims(root)).toHaveLength(1);
  });
});

it('names the process that holds it; SIGTERM releases it', async () => {
  const root = makeScratch();
  const child = startChild(['hold', root]);
  await child.prints('held');
  await expect(withLock(root, () => undefined)).rejects.toMatchObject(locked(child.process.pid));
  child.process.kill('SIGTERM');
  await expect(child.ended).resolves.toBe(143);
  expect(claims(root)).toEqual([]);
});

it('releases it when the process exits from within', async () => {
  const root = makeScratch();
  await expect(startChild(['exit', root]).ended).resolves.toBe(7);
  expect(claims(root)).toEqual([]);
});

it('takes over what a killed process left', async () => {
  const root = makeScratch();
  const child = startChild(['hold', root]);
  await child.prints('held');
  child.process.kill('SIGKILL');
  await child.ended;
  expect(claims(root)).toHaveLength(1);
  await expect(withLock(root, () => claims(root).length)).resolves.toBe(1);
});

ifProc('is not deceived by a living process that has the number of a dead one', async () => {
  const root = makeScratch();
  put(root, `.zero-spof/lock-${process.ppid}-00000000.1-${host}`, '');
  put(root, `.zero-spof/lock-${process.pid}-00000000.1-${host}`, '');
  await withLock(root, () => {
    expect(claims(root)).toHaveLength(1);
  });
});

it('believes a process of another computer for ten minutes', async () => {
  const root = makeScratch();
  const name = `.zero-spof/lock-4711-00000000.1-not-${host}`;
  put(root, name, '');
  await expect(withLock(root, () => undefined)).rejects.toMatchObject({
    problems: [
      { code: 'output-locked', found: expect.stringContaining(`on not-${host}`), cure: expect.stringContaining(name) },
    ],
  });
  const past = Date.now() / 1000 - 11 * 60;
  utimesSync(join(root, name), past, past);
  await withLock(root, () => {
    expect(existsSync(join(root, name))).toBe(false);
  });
});

it('never lets two in, however many compete for what a dead process left', async () => {
  const root = makeScratch();
  const log = join(root, 'log');
  put(root, `.zero-spof/lock-${2 ** 22 + 1}-00000000.1-${host}`, '');
  const children = [1, 2, 3].map(() => startChild(['compete', root, log]));
  expect(await Promise.all(children.map((c) => c.ended))).toEqual([0, 0, 0]);
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(60);
  for (let i = 0; i < lines.length; i += 2) expect(lines[i + 1]).toBe(lines[i]?.replace('enter', 'leave'));
});

it('refuses a state folder that is a file', async () => {
  const root = makeScratch();
  put(root, '.zero-spof', hostname());
  await expect(withLock(root, () => undefined)).rejects.toMatchObject({
    problems: [{ code: 'output-not-a-folder', where: '.zero-spof' }],
  });
});
