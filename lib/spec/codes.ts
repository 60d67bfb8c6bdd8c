/** What `zero-spof explain CODE` tells about a code. */
export interface CodeText {
  /** A warning does not fail. @default 'error' */
  readonly severity?: 'warning';
  /** One line: what is wrong. */
  readonly title: string;
  /** Why it is a mistake, or worth a warning. */
  readonly why: string;
  /** How to mend it. */
  readonly cure: string;
  /** A few lines of cluster.yaml, or a command, as they should be. */
  readonly example: string;
}

/** Every code that `validate`, `synth` and `init` can print. A code keeps its meaning once it has been released. */
export const codes = {
  'file-missing': {
    title: 'The cluster file does not exist.',
    why: 'Everything is made from this one file.',
    cure: 'Write one with "zero-spof init", or name it with --spec FILE.',
    example: 'zero-spof init',
  },
  'file-not-a-file': {
    title: 'The cluster file is a folder, a device or a socket.',
    why: 'cluster.yaml is one text file.',
    cure: 'Name the file itself with --spec FILE.',
    example: 'zero-spof validate --spec ./cluster.yaml',
  },
  'file-unreadable': {
    title: 'The cluster file cannot be read.',
    why: 'The operating system refused to read it.',
    cure: 'Correct its permissions or its owner.',
    example: 'chmod u+r cluster.yaml',
  },
  'file-not-utf8': {
    title: 'The cluster file is not UTF-8 text.',
    why: 'YAML is text; Kubernetes and Flux read UTF-8.',
    cure: 'Save it again as UTF-8.',
    example: 'iconv -f latin1 -t utf-8 cluster.yaml > new.yaml',
  },
  'file-too-large': {
    title: 'The cluster file is larger than 4 MiB.',
    why: 'About 20,000 apps fit into 4 MiB: a larger file is another file by mistake.',
    cure: 'Name the right file, or split the cluster.',
    example: 'zero-spof validate --spec cluster.yaml',
  },
  'file-empty': {
    title: 'The cluster file has no content.',
    why: 'A cluster needs at least a name, a repository and three servers.',
    cure: 'Write one with "zero-spof init".',
    example: 'zero-spof init',
  },
  'yaml-syntax': {
    title: 'The file is not valid YAML.',
    why: 'What cannot be parsed cannot be checked, so nothing behind the place was looked at.',
    cure: 'Correct the place that is shown.',
    example: 'nodes:\n  - name: n1\n    role: server',
  },
  'yaml-tab': {
    title: 'A tab indents a line.',
    why: 'YAML forbids tabs as indentation.',
    cure: 'Indent with spaces.',
    example: 'cluster:\n  name: home',
  },
  'yaml-duplicate-key': {
    title: 'A key stands twice in one mapping.',
    why: 'Readers of YAML disagree on which of the two counts.',
    cure: 'Remove one of them.',
    example: 'dns:\n  replicas: 3',
  },
  'yaml-multiple-documents': {
    title: 'The file holds more than one YAML document.',
    why: 'cluster.yaml describes one cluster.',
    cure: 'Remove what follows the line "---".',
    example: 'cluster:\n  name: home',
  },
  'yaml-alias-bomb': {
    title: 'Aliases in the file expand without end, or to very much.',
    why: 'A few nested anchors can stand for billions of values.',
    cure: 'Write the values out, or use fewer aliases.',
    example: 'labels: {tier: web}',
  },
  'unknown-key': {
    title: 'A key is not known at this place.',
    why: 'A mistyped key would be ignored silently, and its default used instead.',
    cure: 'Correct the spelling, or move the key to where it belongs.',
    example: 'git:\n  url: https://github.com/me/infra.git\n  branch: main',
  },
  'missing-key': {
    title: 'A required key is missing.',
    why: 'There is no default that would be right for every cluster.',
    cure: 'Add the key.',
    example: 'cluster:\n  name: home',
  },
  'wrong-type': {
    title: 'A value has the wrong type.',
    why: 'YAML guesses types from the look of a value: 1.10 is a number, "1.10" a string.',
    cure: 'Write the value in the type that is expected; quote strings that look like something else.',
    example: 'k3s: "v1.36.3+k3s1"',
  },
  'unknown-value': {
    title: 'A value is none of the allowed words.',
    why: 'Only these words have a meaning here.',
    cure: 'Use one of the words that are listed.',
    example: 'role: server',
  },
  'invalid-name': {
    title: 'A name breaks the rules of Kubernetes for its kind.',
    why: 'The API server refuses such objects; DNS names follow RFC 1123.',
    cure: 'Use the characters and the length that are listed.',
    example: 'name: code-server',
  },
  'invalid-value': {
    title: 'A value does not have the expected form.',
    why: 'It would be refused later, by Kubernetes, k3s, Longhorn or Flux.',
    cure: 'Write it in the form that is shown.',
    example: 'schedule: "0 3 * * *"',
  },
  'out-of-range': {
    title: 'A number is too small or too large.',
    why: 'Outside the range the setting is refused or has no effect.',
    cure: 'Use a number in the range that is shown.',
    example: 'retain: 14',
  },
  'replicas-too-few': {
    title: 'There are too few replicas for zero SPOF.',
    why: "One replica is a single point of failure: its node's loss is an outage of minutes.",
    cure: 'Use the default. What cannot run twice is an app of kind failover.',
    example: 'replicas: 3',
  },
  'image-not-pinned': {
    title: 'An image has no fixed version.',
    why: 'A moving tag makes nodes run different versions, and a restart becomes an upgrade.',
    cure: 'Name a version tag or a digest.',
    example: 'image: ghcr.io/example/site:1.4.2',
  },
  'servers-too-few': {
    title: 'There are too few servers.',
    why: 'etcd needs a majority of its members. One or two members survive no loss at all: 1 of 1 and 2 of 2 have to agree. Three survive one loss.',
    cure: 'Make other nodes servers; with three healthy machines all three are servers.',
    example: 'nodes:\n  - {name: n1, role: server}\n  - {name: n2, role: server}\n  - {name: n3, role: server}',
  },
  'nodes-even-quorum': {
    title: 'Embedded etcd has an even number of members.',
    why: 'A quorum of n voters is n/2 + 1, rounded down. Four voters need 3 and survive 1 loss, exactly as three voters do, with one more machine that can fail.',
    cure: 'Make one server an agent, or add a server.',
    example: 'nodes:                # 3 servers, 1 agent\n  - {name: n4, role: agent}',
  },
  'external-etcd-even-servers': {
    severity: 'warning',
    title: 'An even number of servers uses external etcd.',
    why: 'Servers without etcd do not vote, so an even number is safe. It is in the way only if etcd moves onto them later.',
    cure: 'Nothing has to be done.',
    example:
      'datastore:\n  endpoints:\n    - https://10.0.0.1:2379\n    - https://10.0.0.2:2379\n    - https://10.0.0.3:2379',
  },
  'etcd-endpoints-quorum': {
    title: 'External etcd is listed with one, two or an even number of endpoints.',
    why: 'k3s can only use the members that it knows. With one endpoint that member is a single point of failure.',
    cure: 'List the client URL of every member, and run 3 or 5.',
    example: 'endpoints:\n  - https://10.0.0.1:2379\n  - https://10.0.0.2:2379\n  - https://10.0.0.3:2379',
  },
  'zone-majority': {
    severity: 'warning',
    title: 'One zone holds a majority of the servers.',
    why: 'When that zone fails, the rest has no quorum: no writes, no rescheduling, until it is back.',
    cure: 'Spread the servers over three zones, so that none holds a majority.',
    example:
      'nodes:\n  - {name: n1, role: server, zone: a}\n  - {name: n2, role: server, zone: b}\n  - {name: n3, role: server, zone: c}',
  },
  'etcd-across-sites': {
    severity: 'warning',
    title: 'Embedded etcd runs across sites.',
    why: 'k3s supports servers at one site only. Between sites every write waits for a round trip, and a slow link can cost the leader its lease.',
    cure: 'Measure the round trips between the servers. Below about 50 ms with little loss it works in practice; k3s already sets a 500 ms heartbeat.',
    example: 'ping -c 100 OTHER-SERVER',
  },
  'node-duplicate-name': {
    title: 'Two nodes have one name.',
    why: 'Kubernetes knows a node by its name: the second would take the place of the first.',
    cure: 'Rename one.',
    example: '- {name: n2, role: server}',
  },
  'node-duplicate-host': {
    title: 'Two nodes have one host.',
    why: 'Both would be configured on the same machine.',
    cure: 'Correct one.',
    example: 'host: n2.example.org',
  },
  'node-duplicate-ip': {
    title: 'Two nodes have one address.',
    why: 'Only one machine can have it.',
    cure: 'Correct one.',
    example: 'tailnetIp: 100.64.0.2',
  },
  'ip-invalid': {
    title: 'An address is not a valid IP address.',
    why: 'Certificates, firewalls and joins are written with it.',
    cure: 'Write an IPv4 or IPv6 address.',
    example: 'publicIp: 198.51.100.7',
  },
  'tailnet-ip-range': {
    title: 'A tailnet address is outside the ranges that Tailscale and Headscale use.',
    why: "The address is compared with etcd's member URL: a wrong one makes etcd refuse to start.",
    cure: 'Copy it from "tailscale ip -4" on the node, or leave it out until its first login.',
    example: 'tailnetIp: 100.64.0.1',
  },
  'public-ip-range': {
    title: 'A public address is one of the tailnet.',
    why: 'The ingress and DNS would publish an address that only the tailnet reaches.',
    cure: 'Write the address that the provider shows, or leave it out.',
    example: 'publicIp: 198.51.100.7',
  },
  'existing-not-unique': {
    title: 'More than one node holds the running cluster.',
    why: 'Two clusters cannot be merged: the data of one would be lost.',
    cure: 'Keep existing: on the one whose data counts.',
    example: 'existing: single-server',
  },
  'existing-on-agent': {
    title: 'An agent is said to hold the running cluster.',
    why: 'The datastore lives on a server.',
    cure: 'Make the node a server, or move existing: to the one that holds the data.',
    example: 'role: server\nexisting: single-server',
  },
  'documentation-address': {
    severity: 'warning',
    title: 'An address for documentation is left in the file.',
    why: '192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 and 2001:db8::/32 never reach a machine: they stand for what is not known yet.',
    cure: 'Fill in the real address.',
    example: 'publicIp: <the address that the provider shows>',
  },
  'cidr-invalid': {
    title: 'A network range is malformed or too small.',
    why: 'k3s gives each node a /24 of the pod range, and takes the tenth address of the service range for DNS.',
    cure: 'Use the defaults, 10.42.0.0/16 and 10.43.0.0/16, unless they collide with a network of yours.',
    example: 'podCidr: 10.42.0.0/16',
  },
  'cidr-overlap': {
    title: 'Two network ranges overlap.',
    why: 'Packets for one would go to the other. Neither range can be changed once the cluster runs.',
    cure: 'Choose ranges that have no address in common, also with your own networks.',
    example: 'serviceCidr: 10.43.0.0/16',
  },
  'replicas-exceed-nodes': {
    title: 'There are more replicas than nodes that may hold them.',
    why: 'Each replica needs a node of its own; the rest would stay Pending, or share a node and fall with it.',
    cure: 'Use fewer replicas, or add nodes. Absent and tainted nodes do not count.',
    example: 'replicas: 3',
  },
  'ingress-public-nodes-too-few': {
    title: 'There are fewer public nodes than ingress pods.',
    why: 'By hostPort each ingress pod takes ports 80 and 443 of a node with a public address.',
    cure: 'Add publicIp to more nodes, use fewer replicas, or exposure: cloudflared.',
    example: 'publicIp: 198.51.100.7',
  },
  'storage-nodes-too-few': {
    title: 'There are fewer storage nodes than copies of a volume.',
    why: 'Longhorn keeps each copy on another node; a volume without all its copies stays degraded.',
    cure: 'Lower storage.replicas, or allow storage on more nodes.',
    example: 'storage: {replicas: 3}',
  },
  'app-duplicate-name': {
    title: 'Two apps of a namespace have one name.',
    why: 'Their objects would overwrite each other.',
    cure: 'Rename one, or give it another namespace.',
    example: 'name: website-staging',
  },
  'app-duplicate-host': {
    title: 'Two apps claim one host name.',
    why: 'Which of them answers would be chance.',
    cure: 'Give each host name to one app.',
    example: 'hosts: [www.example.org]',
  },
  'app-port-missing': {
    title: 'An app has hosts or a network probe, and no port.',
    why: 'A Service has to know where the container listens.',
    cure: 'Add port.',
    example: 'port: 3000',
  },
  'app-readiness-missing': {
    title: 'An app with a port has no readiness probe.',
    why: 'Without one, Kubernetes sends requests to a replica that has not started or hangs, and a rolling update replaces good replicas by bad ones.',
    cure: 'Add a readiness probe.',
    example: 'readiness: {path: /healthz}',
  },
  'app-readiness-ambiguous': {
    title: 'A readiness probe names none, or more than one, way to ask.',
    why: 'A container has one readiness probe.',
    cure: 'Keep exactly one of path, tcp and command.',
    example: 'readiness: {tcp: true}',
  },
  'namespace-reserved': {
    title: 'A namespace belongs to Kubernetes or to what this project installs.',
    why: 'Its security level and its protection are set for what runs there.',
    cure: 'Use a namespace of your own.',
    example: 'namespace: apps',
  },
  'secret-in-spec': {
    title: 'A value looks like a secret.',
    why: 'cluster.yaml is committed, and what stands in it reaches dist/.',
    cure: 'Put the value into a Secret in the cluster (SOPS: see git.sops) and name that Secret. If the value was committed, replace it at its issuer.',
    example: 'secrets: [website-env]',
  },
  'k3s-version-unknown': {
    title: 'The k3s release is not known.',
    why: 'Manifests are validated against known Kubernetes versions, and Flux supports 1.34 to 1.36.',
    cure: 'Use a release of a known line.',
    example: 'k3s: v1.36.3+k3s1',
  },
  'k3s-version-bad': {
    title: 'The k3s release has a known fault.',
    why: "Before these patches a restart of tailscaled deletes flannel's interface, and pods lose their network (k3s-io/k3s#12436).",
    cure: 'Use a newer patch of the same line.',
    example: 'k3s: v1.36.3+k3s1',
  },
  'longhorn-version-unknown': {
    title: 'The Longhorn version is not known.',
    why: "Longhorn's chart has no schema: an unknown value is dropped silently. So values are checked here, for each version.",
    cure: 'Use a version that is listed.',
    example: 'longhorn: 1.11.3',
  },
  'longhorn-setting-unknown': {
    title: 'A Longhorn setting does not exist in this version.',
    why: 'The chart drops it silently.',
    cure: 'Correct the name; settings are renamed between versions.',
    example: 'settings: {storageMinimalAvailablePercentage: 20}',
  },
  'longhorn-setting-invalid': {
    title: 'A Longhorn setting has a value that Longhorn refuses.',
    why: 'Longhorn logs it and goes on with its default.',
    cure: 'Use a value that is allowed.',
    example: 'settings: {logLevel: Info}',
  },
  'longhorn-setting-reserved': {
    title: 'A Longhorn setting is decided by this project.',
    why: 'The survival of data depends on it, or it has a key of its own in cluster.yaml.',
    cure: 'Remove it, and use the key that is named.',
    example: 'storage: {replicas: 3}',
  },
  'waiver-duplicate': {
    title: 'A waiver stands twice.',
    why: 'Which reason and date count would be unclear.',
    cure: 'Keep one.',
    example:
      'waivers:\n  - rule: single-replica\n    object: Deployment/a/b\n    reason: runs once\n    until: 2027-06-30',
  },
  'waiver-date': {
    title: 'The end date of a waiver does not exist.',
    why: 'An end date is a day: the waiver counts until it is over.',
    cure: 'Write YEAR-MONTH-DAY.',
    example: 'until: 2027-06-30',
  },
  'ingress-nginx-retired': {
    severity: 'warning',
    title: 'ingress-nginx is retired.',
    why: 'Its last release is of March 2026; it gets no security fixes any more, and it stands on the public internet.',
    cure: 'Set ingress.controller: traefik. Ingress objects of class nginx go on working, see docs/ingress.md.',
    example: 'ingress: {controller: traefik}',
  },
  'ingress-dns-follows-pods': {
    severity: 'warning',
    title: 'More nodes are public than have an ingress pod.',
    why: 'By hostPort only a node with an ingress pod answers, and the scheduler chooses which. A DNS record for each public node would lead some visitors to a node where nobody listens.',
    cure: 'Let external-dns publish the addresses from the status of the Ingress objects, or raise ingress.replicas to the number of public nodes, or use exposure: cloudflared.',
    example: 'ingress: { replicas: 5, exposure: hostPort }',
  },
  'storage-backup-missing': {
    severity: 'warning',
    title: 'There is no backup target for volumes.',
    why: 'Replicas protect from the loss of a node, not from deletion, a software fault, or the loss of the cluster.',
    cure: 'Name a target outside the cluster.',
    example: 'storage:\n  backup: {target: "s3://bucket@region/", secret: longhorn-backup}',
  },
  'chart-duplicate-name': {
    title: 'Two charts, or a chart and an app, have one name.',
    why: 'Both would be written to one file.',
    cure: 'Rename one.',
    example: 'charts:\n  - {name: homepage, ...}',
  },
  'chart-repo': {
    title: 'A chart is named without its repository, or has an address and a repository.',
    why: 'helm finds a chart by address, or by name in a repository.',
    cure: 'Write chart: NAME with repo: https://..., or chart: oci://... alone.',
    example: 'chart: oci://ghcr.io/example/charts/homepage',
  },
  'chart-not-pinned': {
    severity: 'warning',
    title: 'A chart has a version and no digest.',
    why: 'A version can be published again with other content: the same cluster.yaml would give other manifests.',
    cure: 'Add the digest that synth prints.',
    example: 'digest: sha256:5f0c...',
  },
  'chart-digest-mismatch': {
    title: 'A downloaded chart does not have the digest that cluster.yaml names.',
    why: 'Somebody published other content under the same version, or the download was changed.',
    cure: 'Find out which. Only then change the digest.',
    example: 'digest: sha256:5f0c...',
  },
  'helm-missing': {
    title: 'helm is not installed.',
    why: 'Charts of your own are rendered with it. Without charts: no helm is needed.',
    cure: 'Install helm 3.8 or later, or remove charts:.',
    example: 'helm version',
  },
  'chart-not-found': {
    title: 'A chart cannot be fetched.',
    why: 'helm did not find it, or its repository did not answer.',
    cure: 'Check the address, the version and the network.',
    example: 'helm pull oci://ghcr.io/example/charts/homepage --version 4.4.1',
  },
  'chart-values-refused': {
    title: 'A chart refuses its values.',
    why: 'Its templates or its schema say that they are wrong.',
    cure: 'Correct charts[].values; what helm said is shown.',
    example: 'helm show values CHART',
  },
  'chart-not-deterministic': {
    title: 'A chart renders differently each time.',
    why: 'It makes passwords or certificates up while it renders: each synth would replace them in the cluster.',
    cure: 'Give it an existing Secret (values such as existingSecret or auth.existingSecret).',
    example: 'values: {auth: {existingSecret: homepage-auth}}',
  },
  'chart-hooks-skipped': {
    severity: 'warning',
    title: 'A chart has hooks, which are not rendered.',
    why: 'Hooks are Jobs for "helm install". Applied by Flux they would run at any time, or never again.',
    cure: 'Check whether the app works without them; otherwise install it by a HelmRelease of your own.',
    example: 'kubectl kustomize flux',
  },
  'object-invalid': {
    title: 'An object does not fit its schema.',
    why: 'The API server would refuse it, or drop the unknown field silently.',
    cure: "Correct the chart or its values. For an object of this project's own, please report it.",
    example: 'kubectl explain deployment.spec',
  },
  'object-kind-unknown': {
    severity: 'warning',
    title: 'An object is of a kind whose schema is not known.',
    why: 'It can not be checked before it is written.',
    cure: 'Let the chart render its CRDs, or check the object yourself.',
    example: 'helm template --include-crds CHART',
  },
  'object-duplicate': {
    title: 'Two objects have one identity.',
    why: 'The second would overwrite the first at each sync.',
    cure: 'Rename one, or remove one of the two sources.',
    example: 'name: website-2',
  },
  'object-name-invalid': {
    title: 'The name or a label of an object breaks the rules of Kubernetes.',
    why: 'The API server refuses it.',
    cure: 'Shorten or correct the name it is made from.',
    example: 'name: website',
  },
  'object-selector-mismatch': {
    title: 'A selector does not match the labels of its own pods.',
    why: 'A workload would be refused; a budget or a Service would protect or reach nothing.',
    cure: 'Correct the labels in the chart or its values.',
    example: 'selector: {matchLabels: {app: website}}',
  },
  'object-namespace-missing': {
    title: 'A namespaced object has no namespace.',
    why: 'Flux would apply it to the namespace default.',
    cure: "Set the namespace in the chart's values.",
    example: 'namespace: homepage',
  },
  'secret-in-output': {
    title: 'An object holds a value that looks like a secret.',
    why: 'dist/ and flux/ are committed and can be read by many.',
    cure: 'Keep the value in a Secret in the cluster (SOPS: see git.sops) and refer to it.',
    example: 'valueFrom: {secretKeyRef: {name: website-env, key: token}}',
  },
  'spread-impossible': {
    title: 'A workload cannot be made highly available on these nodes.',
    why: 'Fewer than two nodes may run it, or fewer than it has replicas.',
    cure: 'Add nodes, remove taints, or use fewer replicas.',
    example: 'replicas: 3',
  },
  'secret-missing': {
    title: 'A token or key that a node needs is nowhere.',
    why: 'bootstrap takes secrets from the environment, or from .zero-spof/secrets.env, which git does not see and only you may read. They never stand in cluster.yaml or in arguments.',
    cure: 'Set the variable, or write it into .zero-spof/secrets.env (mode 0600), one NAME=value a line. The tokens of a cluster that runs are in /var/lib/rancher/k3s/server/token and agent-token of a server.',
    example: 'read -rs TS_AUTHKEY_N1 && export TS_AUTHKEY_N1',
  },
  'secret-file-invalid': {
    title: 'The file of secrets cannot be used as it is.',
    why: 'It holds what makes an administrator of the cluster: nobody else may read it, and a line that is not understood could be half a secret.',
    cure: 'chmod 600 the file, and write NAME=value, one a line; empty lines and lines that begin with # are skipped.',
    example: 'chmod 600 .zero-spof/secrets.env',
  },
  'secret-invalid': {
    title: 'A token or key has a form that cannot be right.',
    why: 'A token of a few letters can be guessed; spaces and line breaks are what a copy that went wrong has.',
    cure: 'Copy it again, as one word. Tokens have 16 characters or more.',
    example: 'openssl rand -hex 32',
  },
  'node-not-ready-for-bootstrap': {
    title: 'cluster.yaml says something of a node that bootstrap cannot do.',
    why: 'A file that cannot work is worse than none.',
    cure: 'Correct the line that is named.',
    example: 'tailnetIp: 100.64.0.12',
  },
  'user-data-too-large': {
    title: 'The user-data of a node is larger than providers take.',
    why: 'The strictest ones cut or refuse what is longer than 16 KiB.',
    cure: 'Use --script for this node, or fewer labels, taints and patches.',
    example: 'zero-spof bootstrap --script n1',
  },
  'output-not-writable': {
    title: 'An output folder cannot be written.',
    why: 'dist/ and flux/ are written to a temporary folder beside them and then swapped in by renaming; both need write permission and free space in the folder that holds them.',
    cure: 'Free some space, or correct the permissions of the folder that is named. The old output is untouched.',
    example: 'df -h . && ls -ld . dist flux',
  },
  'output-not-a-folder': {
    title: 'An output path is a file or a symbolic link, not a folder.',
    why: 'The folder is replaced as a whole by renaming. Following a link would replace the link, or a folder outside the repository.',
    cure: 'Remove or rename what stands there.',
    example: 'rm dist && zero-spof synth',
  },
  'output-locked': {
    title: 'Another synth is writing the same output.',
    why: 'Two runs at once would overwrite each other.',
    cure: 'Wait until the other process has ended. A lock whose process is gone is taken over by itself.',
    example: 'zero-spof synth',
  },
  'output-edited': {
    severity: 'warning',
    title: 'A generated file was edited by hand.',
    why: 'The next synth replaces it, and Flux applies what is in git: the edit would be lost silently. The digest in the first line of the file does not match its content.',
    cure: 'Express the change in cluster.yaml, or in the chart that writes the file. The edited version was kept under .zero-spof/replaced/.',
    example: 'diff .zero-spof/replaced/dist/dns/coredns.k8s.yaml dist/dns/coredns.k8s.yaml',
  },
  'output-foreign': {
    severity: 'warning',
    title: 'A file in dist/ or flux/ was not made by synth.',
    why: 'Both folders are generated as a whole, and Flux applies every file in them.',
    cure: 'Keep manifests of your own in another folder, with a Flux Kustomization of their own. The file was kept under .zero-spof/replaced/.',
    example: 'mkdir -p manifests && git mv dist/mine.yaml manifests/',
  },
} as const satisfies Record<string, CodeText>;

export type ProblemCode = keyof typeof codes;

/** Whether a code is an error or a warning. */
export function severityOf(code: ProblemCode): 'error' | 'warning' {
  const text: CodeText = codes[code];
  return text.severity ?? 'error';
}
