import { readFileSync, statSync } from 'node:fs';
import type { Problem } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { type InputFile, toReadProblem } from './list-inputs';

/** What is larger does not fit into one string together with what is made of it. */
const MAX_INPUT_BYTES = 256 * 1024 * 1024;

/** The text of a file, without a BOM; or why it is none. */
export function readInputText({ name, path }: InputFile): string | Problem {
  try {
    const { size } = statSync(path);
    return size > MAX_INPUT_BYTES ? tooLarge(name, size) : decodeInput(name, readFileSync(path));
  } catch (error) {
    return toReadProblem(name, error);
  }
}

/** The text that bytes are, without a BOM; or why they are none. */
export function decodeInput(name: string, bytes: Buffer): string | Problem {
  if (bytes.length > MAX_INPUT_BYTES) return tooLarge(name, bytes.length);
  const found = bytes.includes(0) ? 'zero bytes, as in a program or in UTF-16' : undefined;
  try {
    if (found === undefined) return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8.
  }
  return problemOf('input-not-text', name, found ?? 'bytes that are not UTF-8', 'UTF-8 text');
}

function tooLarge(name: string, bytes: number): Problem {
  return problemOf('input-too-large', name, `${Math.round(bytes / 1024 / 1024)} MiB`, 'at most 256 MiB');
}
