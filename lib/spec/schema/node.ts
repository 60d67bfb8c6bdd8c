import { bytes, cpu, dnsName, dnsLabel, ipAddress } from './scalars';

const labelValue = {
  type: 'string',
  pattern: '^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$',
  maxLength: 63,
  'x-code': 'invalid-name',
  'x-expected': 'a label value: letters, digits, "-", "_" and ".", at most 63 characters; quote words such as "true"',
} as const;

export const node = {
  type: 'object',
  required: ['name', 'role'],
  additionalProperties: false,
  properties: {
    name: { ...dnsName, maxLength: 63, description: 'The Kubernetes node name.' },
    host: {
      ...dnsName,
      description: 'Where SSH reaches the machine: a DNS name or an IPv4 address. Default: the name.',
    },
    role: { enum: ['server', 'agent'], description: 'server: control plane and pods. agent: pods only.' },
    zone: {
      ...labelValue,
      description: 'Failure domain: provider, site or rack. Nodes without one are said to share one.',
    },
    tailnetIp: { ...ipAddress, description: 'Address on the tailnet, known after its first login.' },
    publicIp: { ...ipAddress, description: 'Public address; it makes the node a candidate for the ingress.' },
    arch: { enum: ['amd64', 'arm64'], default: 'amd64', description: 'Processor architecture.' },
    capacity: {
      type: 'object',
      description: 'Size of the machine, for capacity checks. Not known: left out.',
      additionalProperties: false,
      properties: {
        cpu: { ...cpu, description: 'Cores.' },
        memory: { ...bytes, description: 'Memory.' },
        disk: { ...bytes, description: 'Disk for Longhorn.' },
      },
    },
    existing: {
      enum: ['single-server'],
      description: 'single-server: it holds the running single-etcd cluster that is to be converted.',
    },
    labels: {
      type: 'object',
      default: {},
      description: 'Labels of the Node.',
      propertyNames: {
        pattern: '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$',
        'x-code': 'invalid-name',
        'x-expected': 'a label key such as example.com/disk',
      },
      additionalProperties: labelValue,
    },
    taints: {
      type: 'array',
      default: [],
      description: 'Taints of the Node, as kubectl writes them: key=value:NoSchedule.',
      items: {
        type: 'string',
        pattern:
          '^[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?(=[-A-Za-z0-9_.]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$',
        'x-code': 'invalid-value',
        'x-expected': 'key=value:Effect with Effect NoSchedule, PreferNoSchedule or NoExecute',
      },
    },
    storage: { type: 'boolean', default: true, description: 'Longhorn keeps replicas here.' },
    diskTags: {
      type: 'array',
      items: dnsLabel,
      default: [],
      description: 'Longhorn tags of its disk, such as ssd; see storage.diskTags.',
    },
    firewall: {
      type: 'boolean',
      default: true,
      description: 'bootstrap closes the node to the internet but for SSH, Tailscale, the ingress and openPorts.',
    },
    openPorts: {
      type: 'array',
      default: [],
      uniqueItems: true,
      description: 'Other ports that the firewall leaves open to the internet.',
      items: {
        type: 'string',
        pattern: '^([1-9][0-9]{0,4})/(tcp|udp)$',
        'x-code': 'invalid-value',
        'x-expected': 'a port and its protocol, such as 8080/tcp',
      },
    },
    absent: { type: 'boolean', default: false, description: 'Known to be out: not counted on, still generated.' },
  },
} as const;
