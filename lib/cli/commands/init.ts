import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readPackageFile } from '../../io/package-root';
import { type Command, FLAGS, type Invocation, type Streams } from '../command';
import { EXIT } from '../exit-codes';
import { UsageError } from '../usage-error';

export const init: Command = {
  name: 'init',
  summary: 'Write a commented cluster.yaml: asks, or takes flags.',
  description:
    'Asks on a terminal for what no flag gives. For example:\nzero-spof init --name home --git-url https://github.com/me/infra.git --server n1 --server n2 --server n3 --agent n4',
  flags: {
    spec: { ...FLAGS.spec, summary: 'The file to write; it must not exist.' },
    name: { summary: 'Name of the cluster.', value: 'NAME' },
    'git-url': { summary: 'Repository that Flux will follow.', value: 'URL' },
    server: { summary: 'Name of a server; three or more, an odd number.', value: 'NAME', multiple: true },
    agent: { summary: 'Name of an agent.', value: 'NAME', multiple: true },
    ingress: {
      summary: 'Ingress controller.',
      value: 'NAME',
      choices: ['traefik', 'ingress-nginx'],
      default: 'traefik',
    },
    exposure: {
      summary: 'How HTTP reaches the cluster.',
      value: 'WAY',
      choices: ['hostPort', 'serviceLB', 'loadBalancer', 'cloudflared'],
      default: 'cloudflared',
    },
  },
  run: async (invocation, streams) => {
    const file = invocation.text('spec') ?? FLAGS.spec.default;
    if (existsSync(resolve(streams.cwd, file)))
      throw new UsageError(
        `${file}, which exists`,
        'a new file',
        `Edit it, or name another one with --spec FILE. Check it with "zero-spof validate".`,
      );
    const { renderClusterFile } = await import('../../spec/render-cluster-file');
    const answers = await collectAnswers(invocation, streams);
    const text = renderClusterFile({
      ...answers,
      ingress: invocation.text('ingress') ?? 'traefik',
      exposure: invocation.text('exposure') ?? 'cloudflared',
    });

    const { parseClusterSpec } = await import('../../spec/parse-cluster-spec');
    const { spec, problems } = parseClusterSpec(text, file);
    const { printProblems } = await import('../print-problems');
    if (!spec) {
      printProblems(problems, streams.stderr, invocation.errorColor);
      return EXIT.usage;
    }
    const { writeNewFile } = await import('../../io/write-file');
    writeNewFile(resolve(streams.cwd, file), text);
    writeSchema(dirname(resolve(streams.cwd, file)), writeNewFile);
    const { describeCluster } = await import('../../report/describe-cluster');
    streams.stdout.write(
      `${file}  ${describeCluster(spec)}\n\nRead its comments once, and fill in what is known. Next: zero-spof synth\n`,
    );
    return EXIT.clean;
  },
};

/** The schema that the first line of the file names, for editors. One that is there stays. */
function writeSchema(folder: string, write: (path: string, text: string) => void): void {
  const path = join(folder, 'cluster.schema.json');
  if (!existsSync(path)) write(path, readPackageFile('cluster.schema.json'));
}

interface Answers {
  readonly name: string;
  readonly gitUrl: string;
  readonly servers: readonly string[];
  readonly agents: readonly string[];
}

async function collectAnswers(invocation: Invocation, streams: Streams): Promise<Answers> {
  const given = {
    name: invocation.text('name'),
    gitUrl: invocation.text('git-url'),
    servers: invocation.list('server'),
    agents: invocation.list('agent'),
  };
  const missing = [
    given.name === undefined ? '--name' : '',
    given.gitUrl === undefined ? '--git-url' : '',
    given.servers.length === 0 ? '--server (three times)' : '',
  ].filter((m) => m !== '');
  if (missing.length === 0) return { ...given, name: given.name ?? '', gitUrl: given.gitUrl ?? '' };
  if (streams.stdin.isTTY !== true)
    throw new UsageError(
      `no ${missing.join(', ')}`,
      'them as flags where no terminal can be asked',
      'See "zero-spof init --help".',
    );

  const { withQuestions } = await import('../ask');
  return withQuestions(streams, async (ask) => {
    const askUntilAnswered = async (question: string): Promise<string> => {
      for (;;) {
        const answer = await ask(question);
        if (answer !== '') return answer;
      }
    };
    const names = (line: string): string[] => line.split(/[\s,]+/).filter((w) => w !== '');
    return {
      name: given.name ?? (await askUntilAnswered('Name of the cluster:')),
      gitUrl: given.gitUrl ?? (await askUntilAnswered('Address of the git repository that Flux will follow:')),
      servers:
        given.servers.length > 0
          ? given.servers
          : names(await askUntilAnswered('Names of the servers, three or five:')),
      agents:
        given.agents.length > 0 || given.servers.length > 0
          ? given.agents
          : names(await ask('Names of the agents (none: just press Enter):')),
    };
  });
}
