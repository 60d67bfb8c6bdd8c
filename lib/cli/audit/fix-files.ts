import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { AuditResult } from '../../audit/audit-result';
import { applyFixes, type FixedFile } from '../../io/apply-fixes';
import { writeFile } from '../../io/write-file';
import type { SourcedObject } from '../../model/source';
import { countOf } from '../../spec/draft';
import { readHeader } from '../../synth/generated-header';
import type { Streams } from '../command';
import { textOf } from './load-audit';

/**
 * Shows what the fixes of findings change, as a patch that git and patch(1) take; writes them where that is asked for.
 * Files that synth made are left alone: the next synth would undo it.
 *
 * @returns the patch
 * @throws ProblemsError output-not-writable
 */
export function fixFiles(
  result: AuditResult,
  objects: readonly SourcedObject[],
  write: boolean,
  { cwd, stderr }: Streams,
): string {
  // What came by stdin, or out of helm, is in no file that could be changed.
  const onDisk = result.findings.filter(({ location }) => location !== null && existsSync(resolve(cwd, location.file)));
  const all = applyFixes(onDisk, objects, (file) => textOf(cwd, file));
  const generated = all.filter(({ before }) => readHeader(before) !== 'foreign');
  const fixed = all.filter((f) => !generated.includes(f) && f.before !== f.after);
  if (write) for (const { file, after } of fixed) writeFile(resolve(cwd, file), after);
  stderr.write(describe(fixed, generated, write));
  return fixed
    .map(({ file, before, after }) =>
      createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, '', '', { context: 3 }),
    )
    .map((patch) => patch.replace(/^=+\n/, ''))
    .join('');
}

function describe(fixed: readonly FixedFile[], generated: readonly FixedFile[], write: boolean): string {
  const fixes = fixed.reduce((sum, f) => sum + f.fixes, 0);
  const skipped =
    generated.length > 0 ? `${countOf(generated.length, 'file')} made by synth: change cluster.yaml instead.\n` : '';
  if (fixes === 0) return `${skipped}No finding has a fix that a program can apply.\n`;
  const done = `${countOf(fixes, 'fix', 'fixes')} in ${countOf(fixed.length, 'file')}`;
  return `${skipped}${done}${write ? ' written. Next: run the audit again, as one fix may lead to another.' : '. Nothing was written. Next: zero-spof audit --fix --write'}\n`;
}
