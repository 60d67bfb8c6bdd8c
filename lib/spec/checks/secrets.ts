import type { Draft } from '../draft';
import type { Path } from '../problem';
import { secretLook } from '../redact';

/** Keys of cluster.yaml that end like a secret's name, and hold the name of a Secret. */
const NAMES_A_SECRET = new Set(['secret', 's3Secret', 'tlsSecret', 'pullSecret', 'tunnelSecret', 'secrets']);

export interface SecretFinding {
  readonly draft: Draft;
  readonly value: string;
}

/** Every value anywhere in the file that looks like a secret. The values themselves are for redaction only. */
export function findSecrets(root: unknown): SecretFinding[] {
  const findings: SecretFinding[] = [];
  const visit = (value: unknown, path: Path, name: string): void => {
    if (typeof value === 'object' && value !== null) {
      const inherited = Array.isArray(value) ? name : undefined;
      for (const [key, child] of Object.entries(value))
        visit(child, [...path, Array.isArray(value) ? Number(key) : key], inherited ?? key);
      return;
    }
    const what = secretLook(NAMES_A_SECRET.has(name) ? '' : name, value);
    if (what === undefined || isPlaceholder(value)) return;
    findings.push({
      value: String(value),
      draft: {
        code: 'secret-in-spec',
        path,
        found: `${what} (not shown)`,
        expected: 'the name of a Secret in the cluster, never the value',
      },
    });
  };
  visit(root, [], '');
  return findings;
}

/** `$(NAME)` is Kubernetes' own reference to another variable. */
function isPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && /^\$\([A-Za-z_][A-Za-z0-9_]*\)$/.test(value);
}
