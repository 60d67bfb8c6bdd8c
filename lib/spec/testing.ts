/** A valid cluster file that tests change in one place. Lines are few, and each key stands on a line of its own. */
export const VALID_SPEC = `cluster:
  name: test
git:
  url: https://github.com/example/test.git
nodes:
  - name: n1
    role: server
    zone: a
    publicIp: 198.18.0.1
  - name: n2
    role: server
    zone: b
    publicIp: 198.18.0.2
  - name: n3
    role: server
    zone: c
    publicIp: 198.18.0.3
ingress:
  controller: traefik
storage:
  backup:
    target: s3://bucket@region/
`;

/** Splits a text at the mark `«`: the text without it, and the place where it stood. */
export function takeMark(marked: string): { readonly text: string; readonly line: number; readonly column: number } {
  const at = marked.indexOf('«');
  if (at < 0) throw new Error('no mark in the text');
  const before = marked.slice(0, at).split('\n');
  return { text: marked.replace('«', ''), line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Replaces a part that must be there once. */
export function edit(text: string, part: string, replacement: string): string {
  if (text.split(part).length !== 2) throw new Error(`"${part}" is not in the text exactly once`);
  return text.replace(part, () => replacement);
}
