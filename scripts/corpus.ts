import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FindingDraft } from '../lib/audit/finding-draft';
import { judge } from '../lib/audit/judge';
import { packageRoot } from '../lib/io/package-root';
import { clusterModel } from '../lib/model/build-model';
import { readObjects } from '../lib/model/read-objects';

/**
 * `npm run corpus [-- FOLDER]`: the cases that other projects wrote for their own checkers, held against the audit.
 * FOLDER (or $ZERO_SPOF_CORPUS) has cases.jsonl and the files that it names.
 */
interface Case {
  readonly id: string;
  readonly file: string;
  readonly topic: string;
  readonly expected: 'pass' | 'fail' | 'skip';
  readonly stance: 'agree' | 'stricter' | 'laxer' | 'style' | 'unsure';
  readonly why: string;
  readonly object: { readonly kind: string; readonly name: string } | null;
}

/** What a case calls otherwise than the audit. */
const TOPICS: Readonly<Record<string, string>> = { service: 'traffic', ingress: 'traffic', selector: 'replicas' };

/** Why a case goes against its stance; undefined where it does not. */
function disagreement({ topic, expected, stance, object }: Case, all: readonly FindingDraft[]): string | undefined {
  const about = all.filter((f) => f.topic === (TOPICS[topic] ?? topic) && (object === null || concerns(f, object)));
  const outages = about.filter((f) => f.severity === 'outage').map((f) => f.rule);
  const says = all.map((f) => `${f.rule} (${f.severity})`).join(', ') || 'nothing';
  switch (stance) {
    case 'agree':
      if (expected === 'fail' && about.length === 0) return `no finding about ${topic}; found ${says}`;
      return expected === 'pass' && outages.length > 0 ? `outage: ${outages.join(', ')}` : undefined;
    case 'stricter':
      return about.length === 0 ? `no finding about ${topic}; found ${says}` : undefined;
    case 'laxer':
    case 'style': {
      const any = all.filter((f) => f.severity === 'outage' && (object === null || concerns(f, object)));
      return any.length > 0 ? `outage: ${any.map((f) => f.rule).join(', ')}` : undefined;
    }
    case 'unsure':
      return undefined;
  }
}

/** A finding about the object itself, or about something that names it, such as its budget. */
function concerns(
  { object: { manifest }, related = [], message }: FindingDraft,
  object: NonNullable<Case['object']>,
): boolean {
  return (
    manifest.metadata.name === object.name ||
    related.some((r) => r.name === object.name) ||
    message.includes(object.name)
  );
}

/** Released manifests by the rows of docs/findings.md that count their findings. */
const RELEASED: Readonly<Record<string, string>> = {
  'Argo CD, `ha/namespace-install`': 'argocd-ha-namespace-install',
  'metrics-server, high-availability': 'metrics-server-ha',
  'ingress-nginx, cloud': 'ingress-nginx-cloud',
  'cert-manager': 'cert-manager',
  Longhorn: 'longhorn',
};

/** Whether docs/findings.md, which tells why each finding is right, counts and names those that there are. */
function heldByDocs(folder: string): { all: number; wrong: number } {
  const page = readFileSync(join(packageRoot(), 'docs/findings.md'), 'utf8');
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const released = Object.entries(RELEASED).filter(([, name]) => existsSync(join(folder, 'real', `${name}.yaml`)));
  const wrong = released.filter(([title, name]) => {
    const text = readFileSync(join(folder, 'real', `${name}.yaml`), 'utf8');
    const { findings } = judge(clusterModel(readObjects(name, text).objects));
    const [, , ...written] = rows.find(([, first]) => first === title) ?? [];
    const counted = ['outage', 'degrades', 'advisory'].map((s) => findings.filter((f) => f.severity === s).length);
    const unnamed = findings.filter(({ rule }) => !page.includes(`\`${rule}\``)).map(({ rule }) => rule);
    if (counted.join() === written.slice(0, 3).join() && unnamed.length === 0) return false;
    console.log(
      `real  ${name}: docs/findings.md has ${written.join(' ')}, found ${counted.join(' ')} ${unnamed.join(' ')}`,
    );
    return true;
  });
  return { all: released.length, wrong: wrong.length };
}

function runCorpus(folder: string): number {
  const list = join(folder, 'cases.jsonl');
  if (!existsSync(list)) {
    console.log(`Skipped: there is no ${list}. Give the folder: npm run corpus -- FOLDER`);
    return 0;
  }
  const cases = readFileSync(list, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Case);
  const counts = new Map<string, { all: number; wrong: number }>();
  for (const one of cases) {
    const { objects } = readObjects(one.file, readFileSync(join(folder, one.file), 'utf8'));
    const reason = disagreement(one, judge(clusterModel(objects)).findings);
    const count = counts.get(one.stance) ?? { all: 0, wrong: 0 };
    counts.set(one.stance, { all: count.all + 1, wrong: count.wrong + (reason === undefined ? 0 : 1) });
    if (reason !== undefined) console.log(`${one.stance}  ${one.id}\n    ${reason}\n    ${one.why}`);
  }
  counts.set('real', heldByDocs(folder));
  for (const [stance, { all, wrong }] of counts) console.log(`${stance.padEnd(9)} ${all - wrong} of ${all}`);
  return [...counts.values()].some(({ wrong }) => wrong > 0) ? 1 : 0;
}

process.exitCode = runCorpus(
  resolve(process.argv[2] ?? process.env['ZERO_SPOF_CORPUS'] ?? join(packageRoot(), '..', 'shared', 'corpus')),
);
