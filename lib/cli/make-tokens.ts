import { randomBytes } from 'node:crypto';
import type { Secrets } from '../io/read-secrets';
import { AGENT_TOKEN, TOKEN } from './collect-node-secrets';

/**
 * Tokens of a new cluster that nobody chose, by name; none where both are there.
 *
 * @param random gives that many bytes
 */
export function makeTokens(secrets: Secrets, random: (bytes: number) => Buffer = randomBytes): Secrets {
  return Object.fromEntries(
    [TOKEN, AGENT_TOKEN]
      .filter((name) => secrets[name] === undefined)
      .map((name) => [name, random(32).toString('hex')]),
  );
}
