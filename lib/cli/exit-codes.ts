/** What the exit code tells a script; the same for every verb. */
export const EXIT = {
  clean: 0,
  /** Findings at or above the threshold, or files that would change with --check. */
  findings: 1,
  /** Wrong usage, a wrong spec, or input that cannot be read. */
  usage: 2,
  /** A bug, or the operating system refused to read or write. */
  internal: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
