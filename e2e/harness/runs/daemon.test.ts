import { makeScratch } from '../../../lib/io/fixtures/scratch';
import { startDaemon } from './daemon';

test('a program that is started again under its name has its own last lines, and not those of the one before', async () => {
  const folder = makeScratch();
  const first = await startDaemon(folder, 'echo', 'sh', ['-c', 'echo up']);
  await first.exit;
  expect(first.lastLines()).toBe('up');
  const second = await startDaemon(folder, 'echo', 'sleep', ['60']);
  expect(second.lastLines()).toBe('');
  await second.stop('SIGKILL');
});
