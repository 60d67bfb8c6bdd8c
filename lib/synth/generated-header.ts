import { createHash } from 'node:crypto';

const MARK = '# Made by "zero-spof synth"';
const FIRST_LINE = `${MARK} from cluster.yaml; edits are lost.`;

/** `ours`: as synth wrote it. `edited`: written by synth and changed since. `foreign`: somebody else's. */
export type Origin = 'ours' | 'edited' | 'foreign';

/**
 * The text of a generated file: one line that names the command and holds a digest of everything below it, then the
 * notes as comments, then the body.
 */
export function withHeader(body: string, notes: readonly string[]): string {
  const comments = notes.flatMap((note) => note.split('\n')).map((line) => `${`# ${line}`.trimEnd()}\n`);
  const rest = comments.join('') + body;
  return `${FIRST_LINE} ${digest(rest)}\n${rest}`;
}

/** Who wrote a file, by its first line. Line endings and a BOM that git or an editor put in do not count as edits. */
export function readHeader(text: string): Origin {
  const end = text.indexOf('\n');
  const first = (end < 0 ? text : text.slice(0, end)).replace(/^\uFEFF/, '').trimEnd();
  if (!first.startsWith(MARK)) return 'foreign';
  // Only the mark and the digest count, so that files of a release with other words in between are still known.
  return end >= 0 && first.endsWith(` ${digest(text.slice(end + 1))}`) ? 'ours' : 'edited';
}

/** True where two texts differ in nothing but their line endings. */
export function sameText(a: string, b: string): boolean {
  return a === b || withLineFeeds(a) === withLineFeeds(b);
}

function digest(text: string): string {
  return `sha256:${createHash('sha256').update(withLineFeeds(text)).digest('hex').slice(0, 16)}`;
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
