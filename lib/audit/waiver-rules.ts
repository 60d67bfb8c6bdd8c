import type { RuleText } from './rule-text';

const EXAMPLE = `metadata:
  annotations:
    zero-spof.io/waive.single-replica: "one licence; until=2027-06-30"`;

/** What the audit says about waivers themselves. */
export const waiverRules = {
  'waiver-expired': {
    title: 'The end date of a waiver is over.',
    why: 'It no longer counts, so that the finding that it accepted is back. A date was set because somebody wanted to look at it again.',
    remedy: 'Mend the finding, or accept it again with a later date and a reason that still holds.',
  },
  'waiver-unused': {
    title: 'A waiver accepts a finding that is not there.',
    why: 'The fault is mended, the object or the rule has another name, or the object is not among the files. A waiver that stays behind would hide the fault when it comes back.',
    remedy: 'Remove the waiver, or correct the rule or the object that it names.',
  },
  'waiver-invalid': {
    title: 'A waiver has no reason, or an end date that does not exist.',
    why: 'It does not count: who reads it later cannot tell why the fault was accepted, or until when.',
    remedy: 'Write the reason, and the date as YEAR-MONTH-DAY behind "until=".',
  },
} as const satisfies Record<string, Pick<RuleText, 'title' | 'why' | 'remedy'>>;

export type WaiverRule = keyof typeof waiverRules;

export const waiverRuleTexts: readonly RuleText[] = Object.entries(waiverRules).map(([id, text]) => ({
  id,
  topic: 'delivery',
  ...text,
  example: EXAMPLE,
  sources: ['docs/audit.md'],
}));
