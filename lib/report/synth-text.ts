import { countOf } from '../spec/draft';
import type { Problem } from '../spec/problem';
import { paint, TEXT_COLUMNS, wrapText } from './style';
import type { FileChange, SynthResult } from '../synth/synth-result';

/** The result of a synth as people read it: what changed, what is protected, and the next step. */
export function renderSynth(result: SynthResult, color: boolean): string {
  const { files, objects, check } = result;
  const changes = files.filter((f) => f.change !== 'unchanged');
  const width = Math.max(0, ...changes.map((f) => f.path.length));
  const unchanged = files.length - changes.length;
  return [
    ...changes.map((f) => describeChange(f, width, color)),
    ...(changes.length > 0 ? [''] : []),
    `${countOf(objects, 'object')} in ${countOf(files.filter((f) => f.change !== 'removed').length, 'file')}${unchanged > 0 ? `, ${countOf(unchanged, 'file')} unchanged` : ''}.`,
    ...describeProtected(result),
    '',
    nextStep(changes.length, check),
    '',
  ].join('\n');
}

const STYLES = { new: 'green', changed: 'yellow', removed: 'red', unchanged: 'dim' } as const;

function describeChange({ path, change, detail }: FileChange, width: number, color: boolean): string {
  const line = `${path.padEnd(width)}  ${change.padEnd(7)}  ${detail}`.trimEnd();
  const shown = line.length > TEXT_COLUMNS + 20 ? `${line.slice(0, TEXT_COLUMNS + 17)}...` : line;
  return paint(STYLES[change], shown, color);
}

function describeProtected({ protectedKinds, leftBehind }: SynthResult): string[] {
  const lines = [
    ...(protectedKinds.length > 0
      ? [`Never pruned by Flux: ${protectedKinds.map(([kind, count]) => `${count} ${kind}`).join(', ')}.`]
      : []),
    ...(leftBehind.length > 0
      ? [`No longer written, and kept in the cluster until somebody deletes it: ${leftBehind.join(', ')}.`]
      : []),
  ];
  return lines.flatMap((line) => wrapText(line, '').split('\n'));
}

function nextStep(changes: number, check: boolean): string {
  if (check)
    return changes > 0
      ? 'dist/ and flux/ are not what cluster.yaml makes. Next: zero-spof synth'
      : 'dist/ and flux/ are what cluster.yaml makes.';
  if (changes === 0) return 'Nothing changed.';
  return 'Next: git add dist flux && git commit && git push\nFlux applies it within a minute.';
}

/** One line a warning, above the result; `explain` tells the rest. */
export function renderWarnings(warnings: readonly Problem[], color: boolean): string {
  return warnings
    .map((w) => {
      const place = w.location ? `${w.location.file}:${w.location.line}` : (w.where ?? '');
      return `  ${paint('yellow', 'warning', color)}  ${w.code}  ${place}\n           ${w.found}\n`;
    })
    .concat(warnings.length > 0 ? ['  More: zero-spof explain CODE\n'] : [])
    .join('');
}
