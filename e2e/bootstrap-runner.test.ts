import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import runner from '../bootstrap/runner.sh';
import { makeScratch } from '../lib/io/fixtures/scratch';
import { describeWith } from './harness/components/describe-with';
import { waitFor } from './harness/runs/wait-for';

describeWith()('a run that is killed', () => {
  let host: string;
  /** Runs one step on a host that is a folder, as somebody who need not be root. */
  const start = (change: string) => {
    const lines = [
      'id() { echo 0; }',
      'BOOT_UNIT=zero-spof-bootstrap',
      'slow_check() { false; }',
      `slow_change() { ${change}; }`,
      'start',
      'total_steps=1',
      'run_step slow',
      'finish',
    ];
    const rooted = runner.replaceAll(/(?<![\w.])\/(?=(run|var)\/)/g, `${host}/`);
    const child = spawn('bash', ['-c', `${rooted}\n${lines.join('\n')}`], {
      cwd: host,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    return { child, said: () => said, end: once(child, 'close') };
  };

  beforeAll(() => {
    host = makeScratch();
    for (const folder of ['run/lock', 'var/log', 'var/lib']) mkdirSync(join(host, folder), { recursive: true });
  });

  test('has children that are at work still: the next one waits for their end', async () => {
    // It ends with the folder, should the test not come to its end.
    const first = start(
      'echo first >>order; while [ -e order ] && [ ! -e go ]; do sleep 0.02; done; echo late >>order',
    );
    await waitFor('the step', () => existsSync(join(host, 'order')), { deadlineMs: 20_000 });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');

    const next = start('echo next >>order');
    await waitFor(
      'the next run to wait',
      () => next.said().includes('found another run') || next.child.exitCode !== null,
      {
        deadlineMs: 20_000,
      },
    );
    writeFileSync(join(host, 'go'), '');
    expect(await next.end).toEqual([0, null]);
    expect(next.said()).toContain('1 of 1 steps done');
    expect(readFileSync(join(host, 'order'), 'utf8')).toBe('first\nlate\nnext\n');
  });
});
