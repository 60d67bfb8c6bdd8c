import { codes, type ProblemCode } from '../../spec/codes';
import { nearest } from '../../spec/nearest';
import { compareText } from '../../spec/problem';
import { paint, wrapText } from '../../report/style';
import { type Command, FLAGS } from '../command';
import { EXIT } from '../exit-codes';
import { UsageError } from '../usage-error';
import { writeResult } from '../write-result';

export const explain: Command = {
  name: 'explain',
  summary: 'Tell what a code means, why it is a mistake, and how to mend it.',
  positionals: '[CODE]',
  positionalChoices: Object.keys(codes),
  description: 'Without a code: lists all of them.',
  flags: { output: FLAGS.output },
  run: async (invocation, streams) => {
    const [code, extra] = invocation.positionals;
    if (extra !== undefined) throw new UsageError(extra, 'one code', 'Ask for one code at a time.');
    writeResult(code === undefined ? listCodes() : explainCode(code, invocation.color), invocation, streams);
    return EXIT.clean;
  },
};

function listCodes(): string {
  const names = Object.keys(codes) as ProblemCode[];
  const width = Math.max(...names.map((n) => n.length));
  return names.map((name) => `${name.padEnd(width)}  ${codes[name].title}\n`).join('');
}

function explainCode(code: string, color: boolean): string {
  if (!Object.hasOwn(codes, code)) {
    const near = nearest(code, Object.keys(codes).sort(compareText));
    throw new UsageError(
      code,
      'a code that a message of zero-spof names',
      near ? `Did you mean ${near}?` : 'List them with "zero-spof explain".',
    );
  }
  const { title, why, cure, example } = codes[code as ProblemCode];
  return [
    paint('bold', code, color),
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
  ].join('\n');
}
