import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { type LoopbackServer, startLoopbackServer } from '../loopback-server';
import { mustRun } from '../run';

/** A git repository that is served over smart HTTP, to this computer only. */
export interface GitServer extends Pick<LoopbackServer, 'goAway' | 'comeBack'> {
  /** Of the repository. */
  readonly url: string;
  /**
   * Makes the branch main hold these files, and no others.
   *
   * @param files path → text
   * @returns the hash of the commit
   */
  readonly commit: (files: ReadonlyMap<string, string>, message: string) => Promise<string>;
}

/** Nothing of the user's own git is read, and nobody is asked for anything. */
const ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'e2e',
  GIT_AUTHOR_EMAIL: 'e2e@example.org',
  GIT_COMMITTER_NAME: 'e2e',
  GIT_COMMITTER_EMAIL: 'e2e@example.org',
};

/**
 * Serves a fresh bare repository by `git http-backend`, git's own CGI program.
 *
 * @param folder where the repository and a work tree are made
 */
export async function startGitServer(folder: string): Promise<GitServer> {
  const served = join(folder, 'git');
  const work = join(folder, 'work-tree');
  mkdirSync(served);
  mkdirSync(work);
  const git = async (cwd: string, ...args: string[]) => mustRun('git', args, { cwd, env: ENVIRONMENT });
  await git(served, 'init', '--quiet', '--bare', '--initial-branch=main', 'cluster.git');
  await git(work, 'init', '--quiet', '--initial-branch=main');
  const backend = join((await git(work, '--exec-path')).stdout.trim(), 'git-http-backend');

  const server = await startLoopbackServer((request, response) => {
    answer(backend, served, request, response);
  });
  return {
    ...server,
    url: `http://${server.host}/cluster.git`,
    commit: async (files, message) => {
      await git(work, 'rm', '-r', '--quiet', '--force', '--ignore-unmatch', '.');
      for (const [path, text] of files) {
        mkdirSync(dirname(join(work, path)), { recursive: true });
        rmSync(join(work, path), { force: true });
        writeFileSync(join(work, path), text);
      }
      await git(work, 'add', '--all', '--force', '.');
      await git(work, 'commit', '--quiet', '--allow-empty', '--message', message);
      await git(work, 'push', '--quiet', join(served, 'cluster.git'), 'main');
      return (await git(work, 'rev-parse', 'HEAD')).stdout.trim();
    },
  };
}

/** One request is one run of the program, as CGI has it. */
function answer(backend: string, root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const { headers } = request;
  const child = spawn(backend, [], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...process.env,
      ...ENVIRONMENT,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A client that leaves early closes the pipe.
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  child.on('error', () => response.writeHead(500).end());
  child.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const lines = output.subarray(0, end).toString().split('\r\n');
    const fields = new Map(lines.map((line) => line.split(': ') as [string, string]));
    const status = Number(fields.get('Status')?.slice(0, 3) ?? 200);
    fields.delete('Status');
    response.writeHead(status, Object.fromEntries(fields)).end(output.subarray(end + 4));
  });
}
