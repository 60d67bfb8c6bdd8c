import { dnsName } from './scalars';

const secretName = (what: string) =>
  ({ ...dnsName, description: `Name of the Secret in flux-system that holds ${what}.` }) as const;

export const git = {
  type: 'object',
  description: 'The repository that Flux applies.',
  required: ['url'],
  additionalProperties: false,
  properties: {
    url: {
      type: 'string',
      pattern: '^(https://[^\\s/@]+/[^\\s@]+|ssh://[^\\s]+/[^\\s]+)$',
      'x-code': 'invalid-value',
      'x-expected': 'https://HOST/PATH.git or ssh://git@HOST/PATH.git, without a password in it',
      description: 'Where Flux clones from.',
    },
    branch: {
      type: 'string',
      pattern: '^[^\\s~^:?*\\[\\\\]+$',
      default: 'main',
      'x-code': 'invalid-value',
      'x-expected': 'a branch name',
      description: 'The branch that Flux follows.',
    },
    secret: secretName('the credentials for the clone; none for a public repository'),
    sops: {
      type: 'object',
      description: 'Decryption of SOPS files in a folder of the repository.',
      additionalProperties: false,
      properties: {
        secret: { ...secretName('the age key (a key that ends in .agekey)'), default: 'sops-age' },
        path: {
          type: 'string',
          pattern: '^(?!/|.*(^|/)\\.\\.(/|$)|(\\./)?(dist|flux)(/|$)).+$',
          default: './secrets',
          'x-code': 'invalid-value',
          'x-expected': 'a folder of the repository other than dist and flux',
          description: 'Folder that holds the encrypted Secrets.',
        },
      },
    },
    alerts: {
      type: 'object',
      description: 'Where Flux reports what it could not apply.',
      required: ['type', 'secret'],
      additionalProperties: false,
      properties: {
        type: {
          enum: [
            'slack',
            'discord',
            'msteams',
            'telegram',
            'matrix',
            'generic',
            'generic-hmac',
            'alertmanager',
            'pagerduty',
          ],
          description: 'The kind of receiver.',
        },
        secret: secretName('its address (key "address") and, where it needs one, its token'),
        channel: { type: 'string', minLength: 1, description: 'Channel, room or chat, where the kind has one.' },
      },
    },
    receiver: {
      type: 'object',
      description: 'A webhook that makes Flux sync at once instead of within a minute.',
      required: ['type', 'secret'],
      additionalProperties: false,
      properties: {
        type: {
          enum: ['github', 'gitlab', 'bitbucket', 'generic', 'generic-hmac'],
          description: 'Who calls. Gitea and Forgejo call as github.',
        },
        secret: secretName('the token that the caller signs with'),
        host: { ...dnsName, description: 'Public host name of the webhook; without it only the Service is there.' },
      },
    },
  },
} as const;
