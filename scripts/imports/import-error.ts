/** A mistake in an input of `npm run imports`; it says which source, what was found and what to do. */
export class ImportError extends Error {
  constructor(source: string, found: string, expected: string, cure: string) {
    super(`${source}: found ${found}, expected ${expected}. ${cure}`);
    this.name = 'ImportError';
  }
}
