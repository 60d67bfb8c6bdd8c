/** What `zero-spof explain CODE` tells about a code. */
export interface CodeText {
  /** A warning does not fail. @default 'error' */
  readonly severity?: 'warning';
  /** One line: what is wrong. */
  readonly title: string;
  /** Why it is a mistake, or worth a warning. */
  readonly why: string;
  /** How to mend it. */
  readonly cure: string;
  /** A few lines of cluster.yaml, or a command, as they should be. */
  readonly example: string;
}
