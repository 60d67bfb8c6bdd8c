import { runCli } from './run-cli';

const { stdout, stderr, env } = process;

// `zero-spof explain | head` ends the reader first; that is no error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const streams = {
  stdout,
  stderr,
  // Opened when somebody reads from it.
  get stdin() {
    return process.stdin;
  },
  env,
  cwd: process.cwd(),
  now: () => new Date(),
};

void runCli(process.argv.slice(2), streams).then((code) => {
  process.exitCode = code;
});
