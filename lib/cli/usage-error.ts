/** A call that cannot be understood: exit code 2, no stack. */
export class UsageError extends Error {
  constructor(
    readonly found: string,
    readonly expected: string,
    readonly cure: string,
  ) {
    super(`found ${found}, expected ${expected}`);
    this.name = 'UsageError';
  }
}
