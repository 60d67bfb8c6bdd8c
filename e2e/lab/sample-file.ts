import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { Sample } from './time-line';

const CHUNK_BYTES = 1 << 20;

/**
 * A file that another process appends samples to.
 *
 * @returns reads what was appended since the last call, and returns all; a line that is being written is left for later
 */
export function followSamples(file: string): () => readonly Sample[] {
  const samples: Sample[] = [];
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let offset = 0;
  let rest = '';
  return () => {
    if (!existsSync(file)) return samples;
    const descriptor = openSync(file, 'r');
    try {
      for (let bytes; (bytes = readSync(descriptor, buffer, 0, CHUNK_BYTES, offset)) > 0; offset += bytes)
        rest += buffer.toString('latin1', 0, bytes);
    } finally {
      closeSync(descriptor);
    }
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) samples.push(JSON.parse(line) as Sample);
    return samples;
  };
}
