/** A file that has to be on the host, with its whole content. */
export interface HostFile {
  readonly path: string;
  /** Octal, with a leading 0. @default '0644' */
  readonly mode?: `0${number}`;
  readonly text: string;
}

/**
 * One step of the bootstrap: data that every rendering is made from.
 *
 * `code` defines bash functions, named after the step (`api-proxy`: `api_proxy_check`): `check` answers "is it so
 * already?", `change` makes it so, `proof` measures it. Without `change` a step only measures. `more_files` adds files
 * that depend on the host. See runner.sh.
 */
export interface Step {
  readonly name: string;
  readonly code: string;
  readonly files: readonly HostFile[];
}
