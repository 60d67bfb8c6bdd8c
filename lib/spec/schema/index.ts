import { app } from './apps';
import { chart, waiver } from './charts';
import { cluster } from './cluster';
import { git } from './git';
import { node } from './node';
import { dns, etcdSnapshots, ingress, metricsServer, storage } from './platform';

/** JSON Schema (draft-07) of cluster.yaml: the one source of its types, its defaults and cluster.schema.json. */
export const clusterSpecSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'cluster.yaml',
  type: 'object',
  required: ['cluster', 'git', 'nodes'],
  additionalProperties: false,
  properties: {
    cluster,
    git,
    tailscale: {
      type: 'object',
      default: {},
      description: 'The tailnet that joins the nodes.',
      additionalProperties: false,
      properties: {
        loginServer: {
          type: 'string',
          pattern: '^https?://[^\\s/]+/?$',
          default: 'https://controlplane.tailscale.com',
          'x-code': 'invalid-value',
          'x-expected': 'https://HOST',
          description: "Control server. Default: Tailscale's own; a Headscale URL otherwise.",
        },
        tags: {
          type: 'array',
          items: {
            type: 'string',
            pattern: '^tag:[a-z][-a-z0-9]*$',
            'x-code': 'invalid-value',
            'x-expected': 'tag:NAME',
          },
          default: ['tag:k3s'],
          minItems: 1,
          description: 'Tags of the nodes.',
        },
      },
    },
    nodes: { type: 'array', items: node, minItems: 1, description: 'The machines. The order has no meaning.' },
    dns,
    ingress,
    storage,
    metricsServer,
    etcdSnapshots,
    apps: { type: 'array', items: app, default: [], description: 'What runs on the cluster.' },
    charts: { type: 'array', items: chart, default: [], description: 'Helm charts of your own, rendered into dist/.' },
    waivers: { type: 'array', items: waiver, default: [], description: 'Findings of the audit that are accepted.' },
  },
} as const;
