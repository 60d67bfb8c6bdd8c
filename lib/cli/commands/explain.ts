import type { RuleText } from '../../audit/rule-text';
import type { CodeText } from '../../spec/code-text';
import { codes } from '../../spec/codes';
import { nearest } from '../../spec/nearest';
import { compareText } from '../../spec/problem';
import { paint, wrapText } from '../../report/style';
import { type Command, FLAGS } from '../command';
import { EXIT } from '../exit-codes';
import { UsageError } from '../usage-error';
import { writeResult } from '../write-result';

export const explain: Command = {
  name: 'explain',
  summary: 'Tell what a code or a rule means, why it is a mistake, and how to mend it.',
  positionals: '[CODE|RULE]',
  positionalChoices: Object.keys(codes),
  loadPositionalChoices: async () => (await loadRules()).map(({ id }) => id),
  description: 'Without one: lists all codes and rules.',
  flags: { output: FLAGS.output },
  run: async (invocation, streams) => {
    const [code, extra] = invocation.positionals;
    if (extra !== undefined) throw new UsageError(extra, 'one code', 'Ask for one code at a time.');
    const entries = await loadEntries();
    writeResult(code === undefined ? list(entries) : explainName(code, entries, invocation.color), invocation, streams);
    return EXIT.clean;
  },
};

/** What `explain` tells of a code or a rule. */
interface Entry extends CodeText {
  readonly sources?: readonly string[];
}

/** Loaded only here: rules bring the whole model along. */
async function loadRules(): Promise<readonly RuleText[]> {
  return (await import('../../audit/all-rule-texts')).allRuleTexts;
}

/** Codes, then rules. A rule may have the name of a code: both judge the same fault, in different files. */
async function loadEntries(): Promise<readonly (readonly [string, Entry])[]> {
  const rules = (await loadRules()).map(
    ({ id, title, why, remedy, example, sources }) => [id, { title, why, cure: remedy, example, sources }] as const,
  );
  return [...Object.entries(codes), ...rules];
}

function list(entries: readonly (readonly [string, Entry])[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, { title }]) => `${name.padEnd(width)}  ${title}\n`).join('');
}

function explainName(wanted: string, entries: readonly (readonly [string, Entry])[], color: boolean): string {
  const found = entries.filter(([name]) => name === wanted);
  if (found.length === 0) {
    const near = nearest(wanted, entries.map(([name]) => name).sort(compareText));
    throw new UsageError(
      wanted,
      'a code or a rule that a message of zero-spof names',
      near ? `Did you mean ${near}?` : 'List them with "zero-spof explain".',
    );
  }
  return found.map(([name, entry]) => explainEntry(name, entry, color)).join('\n');
}

function explainEntry(name: string, { title, why, cure, example, sources = [] }: Entry, color: boolean): string {
  return [
    paint('bold', name, color),
    wrapText(title, '  '),
    '',
    'Why',
    wrapText(why, '  '),
    '',
    'What to do',
    wrapText(cure, '  '),
    '',
    'For example',
    example.replace(/^/gm, '    '),
    '',
    ...(sources.length > 0 ? ['Sources', ...sources.map((source) => wrapText(source, '  ')), ''] : []),
  ].join('\n');
}
