import type { NodePlan } from './node-plan';
import runner from './runner.sh';
import secret from './secret.sh';
import { settings } from './settings';
import type { HostFile, Step } from './step';
import { stepsOf } from './steps';
import { preflight } from './steps/preflight';
import { compact } from './compact';

const END_OF_FILE = 'END_OF_FILE';

/** A secret that the program puts to its place on the host, unless it is there. */
export interface Secret {
  readonly path: string;
  readonly text: string;
}

export interface ProgramOptions {
  /** Secrets that it carries. @default none: they reach the host another way */
  readonly secrets?: readonly Secret[];
  /**
   * For user-data, where size counts: without comments, and without what only a host with a past needs. The files that it
   * writes are the same. @default false
   */
  readonly isNewMachine?: boolean;
}

/** What a program is made of. */
export interface ProgramInput {
  /** What it bootstraps, for people. */
  readonly title: string;
  /** Assignments of bash that the steps read. */
  readonly settings: string;
  readonly steps: readonly Step[];
}

/** The program that bootstraps one node. */
export function renderProgram(plan: NodePlan, options: ProgramOptions = {}): string {
  return renderSteps(inputOf(plan, stepsOf(plan, options.isNewMachine ?? false), options), options);
}

/** The same, with the first step only: it changes nothing. */
export function renderPreflight(plan: NodePlan): string {
  return renderSteps(inputOf(plan, [preflight(false)], {}));
}

function inputOf(plan: NodePlan, steps: readonly Step[], { isNewMachine = false }: ProgramOptions): ProgramInput {
  const title = `node ${plan.node.name} of cluster ${plan.spec.cluster.name}`;
  return { title, settings: settings(plan, isNewMachine), steps };
}

/**
 * Settings, the runner, and every step. Nothing runs before the last line, so that a copy that was cut off does nothing.
 */
export function renderSteps(
  { title, settings: assignments, steps }: ProgramInput,
  { secrets = [], isNewMachine = false }: ProgramOptions = {},
): string {
  const codeOf = (code: string): string => (isNewMachine ? compact(code) : withoutDirectives(code)).trimEnd();
  return [
    '#!/bin/bash',
    isNewMachine ? '' : `# Bootstraps ${title}. It can be run again at any time; with --preflight it only measures.`,
    assignments.trimEnd(),
    codeOf(runner),
    ...steps.flatMap((step) => [codeOf(step.code), filesFunction(step)]),
    ...(secrets.length === 0 ? [] : [codeOf(secret), secretsFunction(secrets)]),
    isNewMachine ? compact(runAll(steps)) : runAsTold(steps, secrets.length > 0),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Of user-data, which brings its secrets beside it. */
function runAll(steps: readonly Step[]): string {
  return `bootstrap() {
  start
  keep_state
  total_steps=${steps.length}
${steps.map(({ name }) => `  run_step ${name}\n`).join('')}  finish
}
bootstrap </dev/null; exit
`;
}

function runAsTold([first, ...others]: readonly Step[], hasSecrets: boolean): string {
  const calls = [...(hasSecrets ? ['secrets'] : []), ...others.map(({ name }) => `run_step ${name}`)];
  return `bootstrap() {
  case \${1:-} in '' | --preflight) ;; *) echo "found $1; expected nothing, or --preflight" >&2; exit 2 ;; esac
  [ "$(id -u)" = 0 ] || { echo 'found a user without the rights of root; expected root. Run it with sudo.' >&2; exit 2; }
  start
  ${others.length === 0 ? 'LOG=$RUN/log' : 'if [ $# -gt 0 ]; then LOG=$RUN/log; else keep_state; fi'}
  total_steps=${others.length + 1}
  run_step ${first?.name ?? ''}
${calls.map((call) => `  [ "$LOG" = "$RUN/log" ] || ${call}\n`).join('')}  finish
}
bootstrap "$@" </dev/null; exit
`;
}

/** Directives for a linter of single files; the whole program is linted as one. */
function withoutDirectives(code: string): string {
  return code.replace(/^# shellcheck shell=bash\n/gm, '');
}

function filesFunction({ name, files }: Step): string {
  if (files.length === 0) return '';
  return `${name.replaceAll('-', '_')}_files() {\n${files.map(fileCall).join('')}}`;
}

function fileCall({ path, mode = '0644', text }: HostFile): string {
  return `file ${mode} ${path} <<'${END_OF_FILE}'\n${hereText(text)}${END_OF_FILE}\n`;
}

function secretsFunction(secrets: readonly Secret[]): string {
  return `secrets() {\n${secrets
    .map(({ path, text }) => `secret ${path} <<'${END_OF_FILE}'\n${hereText(`${text}\n`)}${END_OF_FILE}\n`)
    .join('')}}`;
}

/** @throws Error when the text cannot stand in a here-document: no file of ours, and no checked secret, is so */
function hereText(text: string): string {
  if (!text.endsWith('\n') || text.split('\n').includes(END_OF_FILE))
    throw new Error('a text that ends a here-document');
  return text;
}
