import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NodePlan } from '../../../bootstrap/node-plan';
import { renderProgram } from '../../../bootstrap/render-program';
import { component } from '../components';
import { type Finished, run, type RunOptions } from '../run';

/** Folders of a host that a program of bootstrap writes to. */
const HOST_FOLDERS = /(?<![\w.])\/(?=(etc|run|usr\/local|var)\/)/g;

/** Functions of a node's program, as they are, called one by one on this computer. */
export interface StepShell {
  /** Puts a file where the program has it; in a text, paths of the host are those of its folder. */
  readonly put: (path: string, text: string, mode?: number) => void;
  /** Runs lines of bash after the program's own functions, in place of its steps. */
  readonly run: (lines: string) => Promise<Finished>;
}

/**
 * The script of a node, whose host is a folder, and whose `k3s kubectl` is kubectl for that API server. Needs root.
 *
 * @param host stands for `/` of the host
 * @param call runs a program on its network; @default that of this computer
 */
export function makeStepShell(
  host: string,
  { kubeconfig }: { readonly kubeconfig: string },
  plan: NodePlan,
  call: (program: string, args: readonly string[], options?: RunOptions) => Promise<Finished> = run,
): StepShell {
  const rooted = (text: string): string => text.replace(HOST_FOLDERS, `${host}/`);
  const put: StepShell['put'] = (path, text, mode = 0o600) => {
    mkdirSync(dirname(join(host, path)), { recursive: true });
    writeFileSync(join(host, path), rooted(text));
    chmodSync(join(host, path), mode);
  };
  for (const folder of ['/run', '/usr/local/bin', '/var/log', '/var/lib/zero-spof'])
    mkdirSync(join(host, folder), { recursive: true });
  const kubectl = component('kubectl').path;
  writeFileSync(
    join(host, '/usr/local/bin/k3s'),
    `#!/bin/sh\nshift\nexec ${kubectl} --kubeconfig=${kubeconfig} "$@"\n`,
    { mode: 0o755 },
  );
  // All but its last line, which runs the steps.
  const functions = rooted(renderProgram(plan)).replace(/\nbootstrap "\$@".*\n$/, '\n');
  return {
    put,
    run: async (lines) => call('bash', ['-s'], { input: `${functions}\nstart\n${rooted(lines)}\n` }),
  };
}
