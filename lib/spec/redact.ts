/**
 * Values that are secrets by their look. Each pattern names a published token format or a PEM key; they are meant to
 * have no false alarms, since a hit refuses the file.
 */
const SECRET_FORMS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'an age key', pattern: /AGE-SECRET-KEY-1[0-9A-Z]{20,}/ },
  { what: 'a Tailscale key', pattern: /tskey-[a-z]+-[0-9A-Za-z]+(-[0-9A-Za-z]+)?/ },
  { what: 'a k3s token', pattern: /K10[0-9a-f]{64}::[a-z]+:\S+/ },
  { what: 'an AWS access key', pattern: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: 'a GitHub token', pattern: /\b(gh[pousr]_[0-9A-Za-z]{36,}|github_pat_[0-9A-Za-z_]{22,})/ },
  { what: 'a GitLab token', pattern: /\bglpat-[-0-9A-Za-z_]{20,}/ },
  { what: 'a Slack token', pattern: /\bxox[abprs]-[-0-9A-Za-z]{10,}/ },
  { what: 'a JSON web token', pattern: /\beyJ[-0-9A-Za-z_]{8,}\.eyJ[-0-9A-Za-z_]{8,}\.[-0-9A-Za-z_]+/ },
  { what: 'an address with a password', pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i },
];

/** All forms at once: nearly every string has none of them. */
const ANY_FORM = new RegExp(SECRET_FORMS.map(({ pattern }) => pattern.source).join('|'), 'i');

/** No form is shorter: `a://b:c@`. */
const SHORTEST = 8;

/** Names whose value is a secret, when it is a plain value and not a reference to one. */
const SECRET_NAME =
  /(^|[_.-])(password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key|client_?secret)$/i;

/** Names that end like a secret's but hold a path, a name or an address. */
const REFERENCE_NAME = /(_FILE|_PATH|_NAME|_URL|_REF)$/i;

const HIDDEN = '(hidden)';

/** What kind of secret the value looks like, by its form or by the name it stands under; undefined when it does not. */
export function secretLook(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length >= SHORTEST && ANY_FORM.test(value)) {
    const form = SECRET_FORMS.find(({ pattern }) => pattern.test(value));
    if (form) return form.what;
  }
  return value.length > 0 && isSecretName(name) ? 'a secret, by its name' : undefined;
}

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !REFERENCE_NAME.test(name);
}

/**
 * Removes secrets from a line that is going to be shown: the given ones wherever they stand, then what has the form
 * of one, then the value behind a name that says so (a file that does not parse has no values to look at).
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let shown = text;
  for (const secret of secrets) shown = shown.split(secret).join(HIDDEN);
  for (const { pattern } of SECRET_FORMS) shown = shown.replace(new RegExp(pattern, pattern.flags + 'g'), HIDDEN);
  return shown.replace(/^(\s*(?:- )?["']?([\w.-]+)["']?\s*:\s+)(\S.*)$/, (line, key: string, name: string) =>
    isSecretName(name) && name !== 'secret' ? key + HIDDEN : line,
  );
}
