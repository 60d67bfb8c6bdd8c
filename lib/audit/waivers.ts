import { nameOfReference, referenceOf } from './object-key';
import type { FieldPath, Source, SourcedObject } from '../model/source';
import type { ObjectReference, Waiver } from './audit-result';
import type { WaiverRule } from './waiver-rules';

/** A waiver where somebody wrote it. */
export interface WaiverEntry {
  readonly rule: string;
  /** Its `apiVersion` does not count, and is empty where nobody wrote it. */
  readonly object: ObjectReference;
  readonly reason: string;
  /** Last day on which it counts, `YYYY-MM-DD`; null is for ever. */
  readonly until: string | null;
  /** Where it is written. */
  readonly source: Source;
  readonly field: FieldPath;
}

/** Annotation that accepts a finding of its object: this, then the id of the rule. */
export const WAIVER_ANNOTATION = 'zero-spof.io/waive.';

/** The waivers in the annotations of objects: `zero-spof.io/waive.RULE: "reason; until=YYYY-MM-DD"`. */
export function waiversInAnnotations(objects: Iterable<SourcedObject>): WaiverEntry[] {
  const entries: WaiverEntry[] = [];
  for (const { manifest, source } of objects) {
    const annotations: unknown = manifest.metadata.annotations;
    if (typeof annotations !== 'object' || annotations === null) continue;
    for (const [key, value] of Object.entries(annotations)) {
      if (!key.startsWith(WAIVER_ANNOTATION)) continue;
      const [, reason = '', until] = /^(.*?)(?:;\s*until=(.*))?$/s.exec(String(value).trim()) ?? [];
      entries.push({
        rule: key.slice(WAIVER_ANNOTATION.length),
        object: referenceOf(manifest),
        reason: reason.trim(),
        until: until?.trim() ?? null,
        source,
        field: ['metadata', 'annotations', key],
      });
    }
  }
  return entries;
}

/** What is wrong with a waiver. */
export interface WaiverFault {
  readonly rule: WaiverRule;
  readonly entry: WaiverEntry;
  readonly message: string;
}

export interface WaiverVerdict {
  /** For each finding, in their order. */
  readonly waivers: readonly (Waiver | null)[];
  readonly faults: readonly WaiverFault[];
}

/**
 * Which findings are accepted on a day, and which waivers are expired, without use, or no waivers.
 *
 * @param today `YYYY-MM-DD`
 */
export function applyWaivers(
  findings: readonly { readonly rule: string; readonly object: ObjectReference }[],
  entries: readonly WaiverEntry[],
  today: string,
): WaiverVerdict {
  const faultless = entries.filter((e) => invalidity(e) === undefined);
  const byTarget = new Map<string, WaiverEntry[]>();
  for (const entry of faultless) {
    const target = targetOf(entry);
    byTarget.set(target, [...(byTarget.get(target) ?? []), entry]);
  }
  const used = new Set<WaiverEntry>();
  const waivers = findings.map(({ rule, object }) => {
    const candidates = byTarget.size === 0 ? [] : (byTarget.get(targetOf({ rule, object })) ?? []);
    candidates.forEach((entry) => used.add(entry));
    const valid = candidates.find((entry) => !isOver(entry, today));
    return valid ? { reason: valid.reason, until: valid.until } : null;
  });
  return { waivers, faults: entries.flatMap((entry) => faultOf(entry, used.has(entry), today) ?? []) };
}

function targetOf({ rule, object }: Pick<WaiverEntry, 'rule' | 'object'>): string {
  return `${rule} ${nameOfReference(object)}`;
}

function faultOf(entry: WaiverEntry, isUsed: boolean, today: string): WaiverFault | undefined {
  const subject = `The waiver of ${entry.rule} for ${nameOfReference(entry.object)}`;
  const invalid = invalidity(entry);
  if (invalid !== undefined)
    return { rule: 'waiver-invalid', entry, message: `${subject} does not count: ${invalid}.` };
  if (!isUsed) return { rule: 'waiver-unused', entry, message: `${subject} has nothing to accept.` };
  if (!isOver(entry, today)) return undefined;
  return { rule: 'waiver-expired', entry, message: `${subject} ended on ${entry.until ?? ''}: "${entry.reason}".` };
}

function invalidity({ reason, until }: WaiverEntry): string | undefined {
  if (reason === '') return 'it gives no reason';
  return until === null || isDate(until) ? undefined : `"${until}" is no day such as 2027-06-30`;
}

function isOver({ until }: WaiverEntry, today: string): boolean {
  return until !== null && until < today;
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
