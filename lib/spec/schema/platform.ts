import { DEFAULT_LONGHORN_VERSION } from '../versions';
import { cron, dnsLabel, dnsName } from './scalars';

const replicas = (count: number, minimum: number, what: string) =>
  ({
    type: 'integer',
    default: count,
    minimum,
    maximum: 100,
    'x-code': 'replicas-too-few',
    'x-expected': `${minimum} or more`,
    description: what,
  }) as const;

export const dns = {
  type: 'object',
  default: {},
  description: 'CoreDNS.',
  additionalProperties: false,
  properties: { replicas: replicas(3, 2, 'CoreDNS pods, each on a node of its own.') },
} as const;

export const ingress = {
  type: 'object',
  default: {},
  description: 'How HTTP reaches the cluster.',
  additionalProperties: false,
  properties: {
    controller: {
      enum: ['ingress-nginx', 'traefik'],
      default: 'ingress-nginx',
      description: 'ingress-nginx is retired since March 2026 and gets no security fixes; traefik is complete.',
    },
    replicas: replicas(3, 2, 'Ingress pods, each on a node of its own.'),
    exposure: {
      enum: ['hostPort', 'serviceLB', 'loadBalancer', 'cloudflared'],
      default: 'hostPort',
      description:
        'hostPort: ports 80 and 443 of public nodes. serviceLB: those of every node, by k3s. loadBalancer: the provider has one. cloudflared: outgoing tunnels, no open port.',
    },
    defaultCertificate: {
      type: 'string',
      pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
      'x-code': 'invalid-name',
      'x-expected': "the name of a TLS Secret in the controller's namespace",
      description:
        "TLS Secret in the controller's namespace (ingress-nginx or traefik) that is served where an Ingress names none.",
    },
    tunnelSecret: {
      ...dnsName,
      default: 'cloudflared',
      description: 'Secret in namespace cloudflared whose key "token" holds the tunnel token (exposure cloudflared).',
    },
  },
} as const;

export const storage = {
  type: 'object',
  default: {},
  description: 'Longhorn.',
  additionalProperties: false,
  properties: {
    longhorn: {
      type: 'string',
      default: DEFAULT_LONGHORN_VERSION,
      description: 'Version of Longhorn.',
      'x-expected': `a Longhorn version such as ${DEFAULT_LONGHORN_VERSION}`,
    },
    replicas: { ...replicas(3, 2, 'Copies of each volume, each on a node of its own.'), maximum: 20 },
    diskTags: {
      type: 'array',
      items: dnsLabel,
      default: [],
      description: 'Only disks with all these tags hold volumes.',
    },
    snapshots: {
      type: 'object',
      default: {},
      additionalProperties: false,
      description: 'Snapshots of every volume, kept in the cluster.',
      properties: {
        schedule: { ...cron, default: '0 */6 * * *', description: 'When: minute, hour, day, month, weekday.' },
        retain: {
          type: 'integer',
          minimum: 1,
          maximum: 100,
          default: 8,
          description: 'How many are kept for each volume.',
        },
      },
    },
    backup: {
      type: 'object',
      description: 'Copies outside the cluster. Without one, a lost cluster is lost data.',
      required: ['target'],
      additionalProperties: false,
      properties: {
        target: {
          type: 'string',
          pattern: '^(s3://[^\\s@/]+@[^\\s/]+/.*|(nfs|cifs)://\\S+|azblob://\\S+)$',
          'x-code': 'invalid-value',
          'x-expected':
            's3://BUCKET@REGION/PATH, nfs://HOST:/PATH, cifs://HOST/PATH or azblob://CONTAINER@core.windows.net/PATH',
          description: 'Where backups go.',
        },
        secret: { ...dnsName, description: 'Secret in longhorn-system with the credentials.' },
        schedule: { ...cron, default: '0 3 * * *', description: 'When: minute, hour, day, month, weekday.' },
        retain: {
          type: 'integer',
          minimum: 1,
          maximum: 100,
          default: 14,
          description: 'How many are kept for each volume.',
        },
      },
    },
    settings: {
      type: 'object',
      default: {},
      description: "Other defaultSettings of Longhorn's chart; checked against the version.",
      additionalProperties: { type: ['string', 'number', 'boolean'], 'x-expected': 'a string, a number or a boolean' },
    },
  },
} as const;

export const metricsServer = {
  type: 'object',
  default: {},
  description: 'metrics-server.',
  additionalProperties: false,
  properties: { replicas: replicas(2, 2, 'metrics-server pods, each on a node of its own.') },
} as const;

export const etcdSnapshots = {
  type: 'object',
  default: {},
  description: 'Snapshots of embedded etcd.',
  additionalProperties: false,
  properties: {
    schedule: {
      ...cron,
      default: '0 */6 * * *',
      description: 'When, on each server: minute, hour, day, month, weekday.',
    },
    retention: { type: 'integer', minimum: 1, maximum: 1000, default: 20, description: 'How many are kept.' },
    s3Secret: {
      ...dnsName,
      description: 'Secret in kube-system, type etcd.k3s.cattle.io/s3-config-secret, that sends them to S3 as well.',
    },
  },
} as const;
