/**
 * Scalars of cluster.yaml. `x-code` is the problem code when a value breaks the rule, `x-expected` says the rule in
 * words; both are read by check-structure.ts.
 */

const DNS_LABEL = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$';
const DNS_NAME = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$';
const CRON_FIELD = '(\\*|[0-9]{1,2}(-[0-9]{1,2})?)(/[0-9]{1,2})?(,(\\*|[0-9]{1,2}(-[0-9]{1,2})?)(/[0-9]{1,2})?)*';

/** RFC 1123 label: names of Services, namespaces, and what becomes part of them. */
export const dnsLabel = {
  type: 'string',
  pattern: DNS_LABEL,
  maxLength: 63,
  'x-code': 'invalid-name',
  'x-expected': 'a DNS label: a-z, 0-9 and "-", no "-" at either end, at most 63 characters',
} as const;

/** RFC 1123 subdomain: node names, Secrets, hosts. */
export const dnsName = {
  type: 'string',
  pattern: DNS_NAME,
  maxLength: 253,
  'x-code': 'invalid-name',
  'x-expected': 'a DNS name: labels of a-z, 0-9 and "-", joined by dots, at most 253 characters',
} as const;

/** A Kubernetes quantity above zero, as requests and disks use it (no exponents, no milli-bytes). */
export const bytes = {
  type: 'string',
  pattern: '^[1-9][0-9]*(\\.[0-9]+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)?$',
  'x-code': 'invalid-value',
  'x-expected': 'an amount of bytes such as 512Mi or 20Gi',
} as const;

/** CPU: whole cores as a number, or a quantity such as 250m. */
export const cpu = {
  type: ['string', 'number'],
  pattern: '^([1-9][0-9]*m|[0-9]+(\\.[0-9]{1,3})?)$',
  exclusiveMinimum: 0,
  maximum: 100000,
  'x-code': 'invalid-value',
  'x-expected': 'an amount of CPU such as 250m, 0.5 or 4',
} as const;

export const cron = {
  type: 'string',
  pattern: `^${CRON_FIELD}( ${CRON_FIELD}){4}$`,
  'x-code': 'invalid-value',
  'x-expected': 'five cron fields such as "0 */6 * * *"',
} as const;

export const port = { type: 'integer', minimum: 1, maximum: 65535, 'x-expected': 'a port from 1 to 65535' } as const;

/** A container image that names its version: a tag other than `latest`, or a digest. */
export const image = {
  type: 'string',
  pattern:
    '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:(?!latest(@|$))[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}(@sha256:[a-f0-9]{64})?|@sha256:[a-f0-9]{64})$',
  'x-code': 'image-not-pinned',
  'x-expected': 'an image with a fixed version, such as ghcr.io/example/site:1.4.2 (not latest), or with a digest',
} as const;

export const ipAddress = { type: 'string', 'x-expected': 'an IPv4 or IPv6 address' } as const;

export const cidr = { type: 'string', 'x-expected': 'an IPv4 network such as 10.42.0.0/16' } as const;

/** Keys and values of environment variables; a value that looks like a secret is refused by its own check. */
export const env = {
  type: 'object',
  propertyNames: {
    pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
    'x-code': 'invalid-name',
    'x-expected': 'a variable name: letters, digits and "_"',
  },
  additionalProperties: { type: ['string', 'number', 'boolean'], 'x-expected': 'a string, a number or a boolean' },
} as const;
