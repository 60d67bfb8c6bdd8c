import { hash } from 'node:crypto';
import { groupOf } from '../model/kinds';
import type { ObjectReference } from './audit-result';

/**
 * Makes fingerprints that outlive moved lines, renamed files and new API versions: of the rule, of the object, and of
 * how often this rule has said something about this object before. One maker an audit; the order of calls counts.
 */
export function fingerprinter(): (rule: string, object: ObjectReference) => string {
  const seen = new Map<string, number>();
  return (rule, { apiVersion, kind, namespace, name }) => {
    const id = [rule, groupOf(apiVersion), kind, namespace ?? '', name].join('\n');
    const before = seen.get(id) ?? 0;
    seen.set(id, before + 1);
    return hash('sha256', before === 0 ? id : `${id}\n${before}`).slice(0, 32);
  };
}
