/** What a run said of each step: "NAME RESULT". */
export function stepsIn(stdout: string): string[] {
  return [...stdout.matchAll(/^ ?\d+ {2}(\S+) +(ok|unchanged|changed|FAILED)/gm)].map(
    ([, name, result]) => `${name ?? ''} ${result ?? ''}`,
  );
}
