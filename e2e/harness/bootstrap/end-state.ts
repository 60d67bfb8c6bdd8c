import type { Machine } from '../machines';
import { membersSeenBy } from './stage';

/**
 * Prints what a machine has become, a line for each thing: packages; every file of the places that the steps write to, with
 * its mode and, where the steps alone decide about it, a digest of its lines; what of them lies about in half; what systemd
 * starts and what runs; the rules of the firewall. Addresses of the tailnet are given as names: another order of logins
 * gives others.
 */
const TELL = `
import hashlib, json, os, re, stat, subprocess

def out(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout

status = json.loads(out('tailscale', 'status', '--json'))
names = {node['TailscaleIPs'][0]: node['HostName'] for node in [status['Self'], *(status.get('Peer') or {}).values()]}

def named(text):
    return re.sub(r'100\\.64\\.\\d+\\.\\d+', lambda found: '@' + names.get(found.group(), '?'), text)

def digest(text):
    # Two addresses of one host that was installed anew are one name.
    return hashlib.sha256('\\n'.join(sorted(set(named(text).split('\\n')))).encode()).hexdigest()[:12]

TOPS = ['/etc', '/usr/local/lib/zero-spof', '/usr/local/sbin', '/var/lib/zero-spof', '/var/lib/tailscale', '/var/lib/rancher/k3s']
# What programs keep for themselves, under names that time gives.
VARIES = re.compile(r'/(server/(db|logs)|agent/containerd)/|/var/lib/tailscale/(files|profile-data|derpmap|certs)|\\.log|/etc/sub[ug]id\\+$')
OWN = re.compile(r'zero-spof|/etc/rancher/k3s/(?!k3s\\.yaml)|kubelet\\.conf\\.d|/system/(k3s|tailscaled)|/server/manifests/|logind|journald|multipath')
# Of a key of its own, and with the time until which it may create a cluster.
MADE_ANEW = ('/etc/zero-spof/api-check.pem', '/usr/local/sbin/zero-spof-bootstrap')

for top in TOPS:
    for folder, folders, files in os.walk(top):
        for name in folders + files:
            path = os.path.join(folder, name)
            if VARIES.search(path + '/' if name in folders else path):
                continue
            of = os.lstat(path)
            content = ''
            if stat.S_ISLNK(of.st_mode):
                content = os.readlink(path)
            elif stat.S_ISREG(of.st_mode) and OWN.search(path) and path not in MADE_ANEW:
                with open(path, errors='replace') as file:
                    content = digest(file.read())
            print('file', oct(of.st_mode), of.st_uid, of.st_gid, named(path), content)
for folder, kept in [('/run', 'zero-spof.'), ('/var/lib', '.zero-spof')]:
    for name in os.listdir(folder):
        if name.startswith(kept):
            print('left over', folder, name)
print(out('dpkg-query', '-W', '-f=package \${Package} \${Version} \${db:Status-Status}\\n'))
for unit in out('systemctl', 'list-unit-files', '--state=enabled', '--no-legend', '--plain').split('\\n'):
    print('enabled', unit.split(' ')[0])
for line in out('systemctl', 'list-units', '--all', '--no-legend', '--plain').split('\\n'):
    unit, _, active, *_ = line.split() if line else ['', '', '', '']
    if re.match(r'(k3s|k3s-agent|tailscaled|zero-spof-api-proxy)\\.service|zero-spof.*\\.timer', unit) or active == 'failed':
        print(active, unit)
print('firewall', digest(out('nft', '-s', 'list', 'table', 'inet', 'zero_spof')))
`;

/** What the machine has become, sorted: of two machines that did the same it is the same. */
export async function endState(machine: Machine): Promise<readonly string[]> {
  const { stdout } = await machine.mustRun('python3', ['-c', TELL]);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

interface KubeNode {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec: { readonly taints?: readonly unknown[]; readonly unschedulable?: boolean };
  readonly status: {
    readonly addresses: readonly { readonly type: string; readonly address: string }[];
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
  };
}

/** Node objects and members of etcd, a line for each fact, sorted; addresses as names. */
export async function clusterState(server: Machine): Promise<readonly string[]> {
  const nodes = (
    JSON.parse(
      (await server.mustRun('k3s', ['kubectl', '--request-timeout=5s', 'get', 'nodes', '-o', 'json'])).stdout,
    ) as { readonly items: readonly KubeNode[] }
  ).items;
  const nameOf = new Map(
    nodes.flatMap(({ metadata, status }) => status.addresses.map((one) => [one.address, metadata.name])),
  );
  const named = (text: string): string => text.replace(/100\.64\.\d+\.\d+/g, (found) => `@${nameOf.get(found) ?? '?'}`);
  const factsOf = ({ metadata, spec, status }: KubeNode): readonly string[] => [
    ...Object.entries(metadata.labels).map(([key, value]) => `label ${key}=${value}`),
    ...Object.keys(metadata.annotations ?? {}).map((key) => `annotation ${key}`),
    ...(metadata.finalizers ?? []).map((one) => `finalizer ${one}`),
    ...(spec.taints ?? []).map((taint) => `taint ${JSON.stringify(taint)}`),
    ...(spec.unschedulable === true ? ['unschedulable'] : []),
    ...status.addresses.map(({ type, address }) => `address ${type} ${named(address)}`),
    ...status.conditions.map((one) => `condition ${one.type} ${one.status}`),
  ];
  return [
    ...nodes.flatMap((node) => factsOf(node).map((fact) => `node ${node.metadata.name} ${fact}`)),
    ...(await membersSeenBy(server)).map((url) => `member ${named(url)}`),
  ].sort();
}
