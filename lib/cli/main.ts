import { runCli } from './run-cli';

const { stdout, stderr, stdin, env } = process;

// `zero-spof explain | head` ends the reader first; that is no error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCli(process.argv.slice(2), { stdout, stderr, stdin, env, cwd: process.cwd(), now: () => new Date() }).then(
  (code) => {
    process.exitCode = code;
  },
);
