import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Styles text when colour is on. Colour is a second signal: the words say it all. */
export function paint(style: Style, text: string, color: boolean): string {
  return color ? styleText(style, text, { validateStream: false }) : text;
}

/** Text from a file, without what would command the terminal; lines stay. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the ones
  return text.replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, '?');
}

/** Width of text for people. */
export const TEXT_COLUMNS = 80;

/** Breaks text at spaces into lines of at most `columns`; words longer than that stay whole. */
export function wrapText(text: string, indent: string, columns: number = TEXT_COLUMNS): string {
  return text
    .split('\n')
    .map((paragraph) => wrapParagraph(paragraph, indent, columns))
    .join('\n');
}

function wrapParagraph(text: string, indent: string, columns: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((l) => (l === '' ? '' : indent + l)).join('\n');
}
