import { dnsLabel } from './scalars';

/** A Helm chart of the user's own, rendered at synth. */
export const chart = {
  type: 'object',
  required: ['name', 'chart', 'version', 'namespace'],
  additionalProperties: false,
  properties: {
    name: { ...dnsLabel, maxLength: 53, description: 'Release name.' },
    chart: {
      type: 'string',
      pattern: '^(oci://\\S+/\\S+|https://\\S+/\\S+\\.tgz|\\.{1,2}/\\S+|[a-z0-9][-a-z0-9]*)$',
      'x-code': 'invalid-value',
      'x-expected': 'oci://HOST/PATH, a chart name (with repo:), https://HOST/FILE.tgz, or ./PATH in the repository',
      description: 'Where the chart is.',
    },
    repo: {
      type: 'string',
      pattern: '^https://\\S+$',
      'x-code': 'invalid-value',
      'x-expected': 'https://HOST/PATH',
      description: 'Chart repository, where chart is only a name.',
    },
    version: {
      type: 'string',
      pattern: '^v?[0-9]+\\.[0-9]+\\.[0-9]+([-+][0-9A-Za-z.+-]+)?$',
      'x-code': 'invalid-value',
      'x-expected': 'an exact version such as 4.4.1',
      description: 'Exact version.',
    },
    digest: {
      type: 'string',
      pattern: '^sha256:[a-f0-9]{64}$',
      'x-code': 'invalid-value',
      'x-expected': 'sha256: and 64 hexadecimal digits',
      description: 'SHA-256 of the packaged chart. A version can be published twice; a digest cannot.',
    },
    namespace: { ...dnsLabel, description: 'Namespace; it is created, and never pruned.' },
    values: { type: 'object', default: {}, description: "The chart's values." },
  },
} as const;

/** A finding that is accepted. */
export const waiver = {
  type: 'object',
  required: ['rule', 'object', 'reason'],
  additionalProperties: false,
  properties: {
    rule: { ...dnsLabel, description: 'Id of the rule.' },
    object: {
      type: 'string',
      pattern: '^[A-Za-z]+/[^/\\s]+(/[^/\\s]+)?$',
      'x-code': 'invalid-value',
      'x-expected': 'Kind/namespace/name, or Kind/name',
      description: 'The object.',
    },
    reason: { type: 'string', minLength: 1, 'x-expected': 'a reason', description: 'Why it is accepted.' },
    until: {
      type: 'string',
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
      'x-code': 'invalid-value',
      'x-expected': 'a date such as 2027-06-30',
      description: 'Last day on which it is accepted.',
    },
  },
} as const;
