/** A component cannot be had on this computer. The message says what was found, what is expected and the cure. */
export class ComponentError extends Error {
  override readonly name = 'ComponentError';

  constructor(where: string, found: string, expected: string, cure: string) {
    super(`${where}: found ${found}; expected ${expected}. ${cure}`);
  }
}
