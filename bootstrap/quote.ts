/** A text as one word of bash. */
export function quote(text: string): string {
  return /^[-\w./:,@%+=]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `NAME=value` lines that bash and systemd read the same. */
export function assignments(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quote(String(value))}\n`)
    .join('');
}
