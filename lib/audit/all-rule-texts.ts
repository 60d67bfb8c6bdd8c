import { firewallRuleTexts } from './firewall';
import type { RuleText } from './rule-text';
import { rules } from './rules';
import { waiverRuleTexts } from './waiver-rules';

/** Every rule that a finding can name, in the order in which people read about them. */
export const allRuleTexts: readonly RuleText[] = [...rules, ...firewallRuleTexts, ...waiverRuleTexts];
