import { bytes, cpu, cron, dnsLabel, dnsName, env, image, port } from './scalars';

const path = {
  type: 'string',
  pattern: '^/',
  'x-code': 'invalid-value',
  'x-expected': 'a path that starts with "/"',
} as const;

const readiness = {
  type: 'object',
  description: 'How Kubernetes learns that a replica can serve. Exactly one of path, tcp and command.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    path: { ...path, description: 'HTTP path that answers 2xx or 3xx when ready.' },
    tcp: { const: true, description: 'true: ready when the port accepts a connection.' },
    command: {
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      description: 'Command that exits with 0 when ready.',
    },
    periodSeconds: { type: 'integer', minimum: 1, maximum: 60, default: 5, description: 'Seconds between two probes.' },
    startSeconds: {
      type: 'integer',
      minimum: 5,
      maximum: 3600,
      default: 120,
      description: 'How long a start may take before the container is restarted.',
    },
  },
} as const;

const resources = <Cpu extends string, Memory extends string>(requestedCpu: Cpu, requestedMemory: Memory) =>
  ({
    type: 'object',
    default: {},
    description: 'What one replica needs.',
    additionalProperties: false,
    properties: {
      cpu: {
        ...cpu,
        default: requestedCpu,
        description: 'Requested CPU. There is no limit: throttling looks like an outage.',
      },
      memory: { ...bytes, default: requestedMemory, description: 'Requested memory.' },
      memoryLimit: { ...bytes, description: 'Memory limit. Default: none.' },
    },
  }) as const;

const common = {
  name: { ...dnsLabel, maxLength: 40, description: 'Name of the app and of its objects.' },
  namespace: { ...dnsLabel, default: 'apps', description: 'Namespace; it is created, and never pruned.' },
} as const;

const container = {
  image: { ...image, description: 'Container image with a fixed version.' },
  port: { ...port, description: 'Port that the container serves HTTP on. Without one there is no Service.' },
  hosts: {
    type: 'array',
    items: dnsName,
    default: [],
    uniqueItems: true,
    description: 'Public host names (an Ingress).',
  },
  tlsSecret: { ...dnsName, description: 'TLS Secret for the hosts. Default: the default certificate of the ingress.' },
  resources: resources('100m', '128Mi'),
  readiness,
  env: { ...env, default: {}, description: 'Environment variables that are no secrets.' },
  secrets: {
    type: 'array',
    items: dnsName,
    default: [],
    uniqueItems: true,
    description: 'Secrets whose keys become environment variables.',
  },
  command: { type: 'array', items: { type: 'string' }, minItems: 1, description: "Replaces the image's entrypoint." },
  args: { type: 'array', items: { type: 'string' }, minItems: 1, description: "Replaces the image's arguments." },
  pullSecret: { ...dnsName, description: 'Secret for a private registry.' },
  stopSeconds: {
    type: 'integer',
    minimum: 1,
    maximum: 3600,
    default: 30,
    description: 'Time to finish requests after SIGTERM.',
  },
} as const;

const stateless = {
  type: 'object',
  description: 'Any replica can serve any request.',
  required: ['name', 'kind', 'image'],
  additionalProperties: false,
  properties: {
    ...common,
    kind: { const: 'stateless', description: 'any replica can serve any request.' },
    ...container,
    replicas: {
      type: 'integer',
      minimum: 2,
      maximum: 1000,
      default: 3,
      'x-code': 'replicas-too-few',
      'x-expected': '2 or more (an app that cannot run twice is of kind failover)',
      description: 'Pods, spread over nodes.',
    },
  },
} as const;

const failover = {
  type: 'object',
  description:
    'Cannot run twice: one pod on replicated storage, moved to another node within minutes when its node dies.',
  required: ['name', 'kind', 'image', 'disk'],
  additionalProperties: false,
  properties: {
    ...common,
    kind: { const: 'failover', description: 'cannot run twice.' },
    ...container,
    disk: { ...bytes, description: 'Size of its volume (storage class longhorn).' },
    mountPath: { ...path, default: '/data', description: 'Where the volume is mounted.' },
  },
} as const;

const postgres = {
  type: 'object',
  description: 'PostgreSQL that replicates itself (CloudNativePG).',
  required: ['name', 'kind', 'disk'],
  additionalProperties: false,
  properties: {
    ...common,
    kind: { const: 'postgres', description: 'PostgreSQL that replicates itself.' },
    instances: {
      type: 'integer',
      minimum: 3,
      maximum: 15,
      default: 3,
      'x-code': 'replicas-too-few',
      'x-expected': '3 or more: synchronous replication needs a second standby to survive the loss of the first',
      description: 'One primary and its standbys, each on a node of its own.',
    },
    disk: { ...bytes, description: 'Size of the volume of each instance.' },
    image: { ...image, description: 'PostgreSQL image of CloudNativePG.' },
    database: {
      type: 'string',
      pattern: '^[a-z_][a-z0-9_]{0,62}$',
      default: 'app',
      'x-code': 'invalid-name',
      'x-expected': 'a database name: a-z, 0-9 and "_"',
      description: 'Database that is created.',
    },
    resources: resources('250m', '512Mi'),
    backup: {
      type: 'object',
      description: 'Base backups and write-ahead log in an object store.',
      required: ['destination', 'secret'],
      additionalProperties: false,
      properties: {
        destination: {
          type: 'string',
          pattern: '^s3://[^\\s/]+(/\\S*)?$',
          'x-code': 'invalid-value',
          'x-expected': 's3://BUCKET/PATH',
          description: 'Bucket and path.',
        },
        endpoint: {
          type: 'string',
          pattern: '^https://\\S+$',
          'x-code': 'invalid-value',
          'x-expected': 'https://HOST',
          description: 'Address of the object store. Default: that of AWS.',
        },
        secret: { ...dnsName, description: 'Secret with ACCESS_KEY_ID and ACCESS_SECRET_KEY.' },
        schedule: { ...cron, default: '0 2 * * *', description: 'When: minute, hour, day, month, weekday.' },
        retentionDays: {
          type: 'integer',
          minimum: 1,
          maximum: 3650,
          default: 30,
          description: 'Days that backups are kept.',
        },
      },
    },
  },
} as const;

/** One app; `kind` decides which keys it has. */
export const app = {
  type: 'object',
  required: ['kind'],
  discriminator: { propertyName: 'kind' },
  oneOf: [stateless, failover, postgres],
} as const;
