/** The text of one document of a YAML file, and the line of the file on which it starts (from 1). */
export interface DocumentText {
  /** Which document of the file, from 0; empty ones count. */
  readonly index: number;
  readonly text: string;
  readonly line: number;
}

const MARKER = /^(---|\.\.\.)(?=[ \t\r\n]|$)/gm;
/** Only comments, directives and a null: a document that readers of manifests leave out. */
const EMPTY = /^(?:---)?(?:[ \t\r]*(?:[#%].*)?\n)*[ \t\r]*(?:[#%].*|(?:~|null|Null|NULL)[ \t\r]*(?:#.*)?)?\s*$/;

/**
 * The documents of a YAML file that hold something, as texts of their own. A marker in the first column ends a
 * document wherever it stands, also inside a block scalar (YAML 1.2, section 9.1.2).
 */
export function splitDocuments(text: string): DocumentText[] {
  const documents: DocumentText[] = [];
  let line = 1;
  let index = 0;
  const add = (from: number, to: number): void => {
    const part = text.slice(from, to);
    if (!EMPTY.test(part)) documents.push({ index: index++, text: part, line });
    else if (part.startsWith('---')) index += 1;
    line += countLines(part);
  };
  let start = 0;
  for (const { index: marker, 1: kind } of text.matchAll(MARKER)) {
    if (marker > start) add(start, marker);
    start = marker;
    if (kind === '...') {
      start = text.indexOf('\n', marker) + 1 || text.length;
      line += 1;
    }
  }
  add(start, text.length);
  return documents;
}

function countLines(text: string): number {
  let lines = 0;
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lines += 1;
  return lines;
}
