/** A shell program without its comments, but for the first line: they explain the source, and cost space on the way. */
export function withoutComments(code: string): string {
  return code
    .replace(/\n[ \t]*#.*(?=\n)/g, '')
    .replace(/^#(?!!).*\n/, '')
    .replace(/\n{2,}/g, '\n');
}

/** As short as it can be on its way to a host. Here-documents in it are YAML lists, units and the like: the same without. */
export function compact(code: string): string {
  return withoutComments(code).replace(/^ +/gm, '');
}
