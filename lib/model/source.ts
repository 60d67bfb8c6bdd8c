import type { Manifest } from './manifest';

/** Keys and indexes that lead from an object to one of its fields: `['spec', 'replicas']`. */
export type FieldPath = readonly (string | number)[];

/** One YAML or JSON document of the input, with its text, so that a place in it can be looked up later. */
export interface SourceDocument {
  /** As the user named it, with `/`; `-` for stdin. */
  readonly file: string;
  /** Which document of the file, from 0; empty ones count. */
  readonly index: number;
  /** Line of the file on which the text begins, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Where an object stands. */
export interface Source {
  readonly document: SourceDocument;
  /** From the document to the object: `[]`, or `['items', 2]` in a List. */
  readonly path: FieldPath;
}

/** An object as the reader hands it over: Lists are taken apart, `apiVersion`, `kind` and a name are there. */
export interface SourcedObject {
  readonly manifest: Manifest;
  readonly source: Source;
}

/** A place in a text file; numbers start at 1, `endColumn` is the first column after the marked text. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  /** The line itself, for an excerpt. */
  readonly excerpt: string;
}
