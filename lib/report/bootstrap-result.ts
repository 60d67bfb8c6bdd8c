import { wrapText } from './style';

/** What a run of `bootstrap` wrote. */
export interface BootstrapResult {
  readonly folder: string;
  readonly form: 'user-data' | 'text' | 'script' | 'preflight' | 'reset';
  readonly files: readonly {
    readonly node: string;
    readonly role: string;
    readonly name: string;
    readonly bytes: number;
    /** "NAMESPACE/NAME" of the Secrets that it brings to the cluster. */
    readonly handsOver: readonly string[];
  }[];
  /** Whether the nodes are gone, and new machines take their places. */
  readonly replaces: boolean;
  /** Whether servers vote. */
  readonly embeddedEtcd: boolean;
  /** How many servers cluster.yaml has. */
  readonly servers: number;
  /** Names of tokens that were made up and kept. */
  readonly madeTokens: readonly string[];
  /** "NAMESPACE/NAME" of all that servers are to bring. */
  readonly handedSecrets: readonly string[];
  /** Of those that a new cluster lacks. */
  readonly secretsNotGiven: readonly string[];
}

export function renderBootstrap(result: BootstrapResult): string {
  const { folder, form, files, madeTokens } = result;
  const width = Math.max(...files.map(({ name }) => name.length));
  const lines = files.map(({ name, role, bytes }) => `  ${name.padEnd(width)}  ${role.padEnd(6)}  ${bytes} bytes`);
  const first = files[0];
  return [
    `${folder}/`,
    ...lines,
    '',
    ...(madeTokens.length === 0
      ? []
      : [
          wrapText(
            `New secrets are in .zero-spof/secrets.env: ${madeTokens.join(', ')}. Keep a copy in a password manager: without them no snapshot can be restored, and no server replaced.`,
            '',
          ),
          '',
        ]),
    ...handoverLines(result),
    ...(result.replaces ? replacementLines(result) : []),
    first === undefined ? '' : NEXT[form](`${folder}/${first.name}`, first.node),
    '',
  ].join('\n');
}

function handoverLines({ files, handedSecrets, secretsNotGiven }: BootstrapResult): string[] {
  const servers = files.filter(({ role }) => role === 'server');
  const brings = servers.filter(({ handsOver }) => handsOver.length > 0);
  const lacks = servers
    .map(({ node, handsOver }) => ({ node, names: handedSecrets.filter((name) => !handsOver.includes(name)) }))
    .filter(({ names }) => names.length > 0);
  return [
    ...brings.map(({ node, handsOver }) => `${node} brings the cluster ${handsOver.join(', ')}.`),
    ...lacks.map(({ node, names }) => `${node} has no room for ${names.join(', ')}: the next server brings it.`),
    ...(secretsNotGiven.length === 0
      ? []
      : [
          `Not given: ${secretsNotGiven.join(', ')}. What needs it waits: write each key into a file .zero-spof/secrets/NAMESPACE/NAME/KEY (mode 0600) and run this again, or make it with kubectl.`,
        ]),
  ].flatMap((text, i, all) => [wrapText(text, ''), ...(i === all.length - 1 ? [''] : [])]);
}

function replacementLines({ files, embeddedEtcd, servers }: BootstrapResult): string[] {
  const names = files.map(({ node }) => node).join(' ');
  const voters = embeddedEtcd ? files.filter(({ role }) => role === 'server').length : 0;
  return [
    'First, on a server that runs:',
    `  k3s kubectl delete node ${names}`,
    ...(voters === 0
      ? []
      : [
          wrapText(
            `It takes what they had of etcd out as well. ${servers - voters} are left, and all have to be Ready:`,
            '',
          ),
          '  k3s kubectl get nodes -l node-role.kubernetes.io/etcd=true',
        ]),
    wrapText(`Then delete ${names} from the tailnet, or the new machines get other names there.`, ''),
    '',
  ];
}

const NEXT: Readonly<Record<BootstrapResult['form'], (path: string, node: string) => string>> = {
  'user-data': (path, node) => `Next: give each machine its file as user-data, as it is; to ${node}\n  ${path}`,
  text: (path, node) => `Next: give each machine its file as user-data; to ${node}\n  ${path}`,
  script: (path, node) => onHost(path, node, 'bootstrap.sh'),
  preflight: (path, node) => onHost(path, node, 'preflight.sh'),
  reset: (path, node) => `${onHost(path, node, 'reset.sh')}\nIt shows what it would delete; with --delete it does.`,
};

function onHost(path: string, node: string, name: string): string {
  return `Next, for each host: scp ${path} root@${node}:${name}\n  ssh root@${node} bash ${name}`;
}

export function renderBootstrapJson(result: BootstrapResult, toolVersion: string): string {
  return `${JSON.stringify({ version: 1, tool: { name: 'zero-spof', version: toolVersion }, ...result }, undefined, 2)}\n`;
}
