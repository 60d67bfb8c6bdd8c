import { DEFAULT_K3S_VERSION } from '../versions';
import { cidr, dnsLabel, dnsName } from './scalars';

const httpsUrl = {
  type: 'string',
  pattern: '^https://[^\\s/@]+$',
  'x-code': 'invalid-value',
  'x-expected': 'an address such as https://10.0.0.5:2379',
} as const;

const filePath = {
  type: 'string',
  pattern: '^/.+',
  'x-code': 'invalid-value',
  'x-expected': 'an absolute path on the servers',
} as const;

export const cluster = {
  type: 'object',
  description: 'The cluster as a whole.',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { ...dnsLabel, description: 'Name of the cluster; part of contexts, backups and alerts.' },
    k3s: {
      type: 'string',
      default: DEFAULT_K3S_VERSION,
      description: 'The k3s release that all nodes run.',
      'x-expected': `a k3s release such as ${DEFAULT_K3S_VERSION}`,
    },
    datastore: {
      description: 'embedded: etcd on the servers. Or an etcd cluster of your own.',
      default: 'embedded',
      anyOf: [
        { const: 'embedded' },
        {
          type: 'object',
          required: ['endpoints', 'caFile', 'certFile', 'keyFile'],
          additionalProperties: false,
          properties: {
            endpoints: {
              type: 'array',
              items: httpsUrl,
              minItems: 1,
              description: 'Client URLs of every etcd member.',
            },
            caFile: { ...filePath, description: 'CA certificate of etcd, on each server.' },
            certFile: { ...filePath, description: 'Client certificate, on each server.' },
            keyFile: { ...filePath, description: 'Key of the client certificate, on each server.' },
          },
        },
      ],
    },
    maxRoundTripMs: {
      type: 'integer',
      minimum: 1,
      maximum: 3000,
      'x-expected': 'milliseconds from 1 to 3000',
      description:
        'The slowest round trip between two servers, measured: embedded etcd gets timings for it, and above 100 ms the load balancers of the API more patience. Default: the timings of k3s, good for up to 300 ms.',
    },
    secretsEncryption: {
      type: 'boolean',
      default: true,
      description:
        'Secrets are encrypted in the datastore. false only for a cluster that runs without: k3s cannot begin with it later.',
    },
    network: {
      type: 'object',
      description: 'Addresses inside the cluster; they cannot be changed once it runs.',
      default: {},
      additionalProperties: false,
      properties: {
        podCidr: { ...cidr, default: '10.42.0.0/16', description: 'Addresses of pods; each node gets a /24 of it.' },
        serviceCidr: {
          ...cidr,
          default: '10.43.0.0/16',
          description: 'Addresses of Services; the tenth is that of DNS.',
        },
        domain: { ...dnsName, default: 'cluster.local', description: 'DNS domain of Services.' },
      },
    },
  },
} as const;
