import { DEFAULT_K3S_VERSION } from './versions';

export interface ClusterFileAnswers {
  readonly name: string;
  readonly gitUrl: string;
  readonly servers: readonly string[];
  readonly agents: readonly string[];
  readonly ingress: string;
  readonly exposure: string;
}

/** A first cluster.yaml, with a comment for what people fill in next. The answers are checked when it is parsed. */
export function renderClusterFile({ name, gitUrl, servers, agents, ingress, exposure }: ClusterFileAnswers): string {
  const nodes = [...servers.map((n) => [n, 'server'] as const), ...agents.map((n) => [n, 'agent'] as const)];
  const replicas = Math.min(3, Math.max(2, nodes.length));
  return `# yaml-language-server: $schema=./cluster.schema.json
#
# The one file that describes the cluster. "zero-spof synth" makes dist/ and flux/ from it, "zero-spof validate" checks
# it, and "zero-spof explain CODE" tells more about a message. What is not here has a default without a single point of
# failure; "zero-spof schema" lists every key.
cluster:
  name: ${quote(name)}
  k3s: ${DEFAULT_K3S_VERSION}

git:
  url: ${quote(gitUrl)}
  branch: main
  # secret: flux-git           # Secret in flux-system with the credentials; none for a public repository

# Three or five servers vote; agents only run pods. zone is what fails together: a provider, a site, a rack.
nodes:
${nodes
  .map(
    ([node, role]) => `  - name: ${quote(node)}
    role: ${role}
    # host: ${inComment(node)}.example.org  # where SSH reaches it; default: the name
    # zone: provider-a
    # publicIp: 198.51.100.7     # the address that its provider shows
`,
  )
  .join('')}
dns: { replicas: ${replicas} }

# hostPort: ports 80 and 443 of the nodes with a publicIp. cloudflared: tunnels, no open port.
ingress:
  controller: ${ingress}
  replicas: ${replicas}
  exposure: ${exposure}

storage:
  replicas: ${replicas}
  # backup:                      # without one, a lost cluster is lost data
  #   target: s3://BUCKET@REGION/
  #   secret: longhorn-backup    # Secret in longhorn-system

apps: []
# - name: website                # stateless: any replica can serve
#   kind: stateless
#   image: ghcr.io/example/website:1.4.2
#   port: 3000
#   hosts: [www.example.org]
#   readiness: { path: /healthz }
# - name: store                  # replicated: PostgreSQL of three instances
#   kind: postgres
#   disk: 20Gi
# - name: code-server            # failover: cannot run twice, moves within minutes
#   kind: failover
#   image: codercom/code-server:4.104.2
#   port: 8080
#   disk: 10Gi
#   readiness: { path: /healthz }
`;
}

/** A line break would end the comment. */
function inComment(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** JSON strings are YAML strings: nothing in an answer can become another key. */
function quote(text: string): string {
  return /^[A-Za-z][-A-Za-z0-9./:_]*$/.test(text) &&
    !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text) &&
    !text.includes(': ') &&
    !text.endsWith(':')
    ? text
    : JSON.stringify(text);
}
