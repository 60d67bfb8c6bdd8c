import type { Problem } from '../spec/problem';
import type { SynthResult } from '../synth/synth-result';

/** Version 1 of the synth document; keys are only ever added. Schema: docs/schemas/synth.schema.json. */
export function renderSynthJson(result: SynthResult, warnings: readonly Problem[], version: string): string {
  const { check, files, objects, protectedKinds, leftBehind } = result;
  const document = {
    version: 1,
    tool: { name: 'zero-spof', version },
    check,
    objects,
    files: files.map(({ path, change }) => ({ path, change })),
    neverPruned: Object.fromEntries(protectedKinds),
    leftBehind,
    warnings: warnings.map(({ code, found, location, where }) => ({
      code,
      found,
      where: where ?? null,
      location: location ? { file: location.file, line: location.line, column: location.column } : null,
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
