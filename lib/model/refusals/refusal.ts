import type { FieldPath } from '../source';

/** Why the API server does not take an object as it is written. */
export interface Refusal {
  /** From the object to the field. */
  readonly path: FieldPath;
  /** What is wrong with it, as the end of a sentence that names the field: `is 0, but has to be 1 or more`. */
  readonly reason: string;
}
