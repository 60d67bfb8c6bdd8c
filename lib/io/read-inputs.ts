import { identityOf, nameOf } from '../model/manifest';
import { readObjects, type ObjectsOfFile } from '../model/read-objects';
import type { SourcedObject } from '../model/source';
import type { Problem } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { describeNoObjects, isTemplated } from './describe-no-objects';
import { findUnknownTypes } from './find-unknown-types';
import { type InputFile, listInputs } from './list-inputs';
import { decodeInput, readInputText } from './read-input-text';

/** Everything that was read, and everything that could not be. */
export interface Inputs {
  readonly files: number;
  readonly documents: number;
  readonly objects: readonly SourcedObject[];
  /** An error here means that the input was not read as a whole. */
  readonly problems: readonly Problem[];
}

export interface InputText {
  readonly name: string;
  readonly text: string;
  /** Named itself, not found in a folder. */
  readonly isNamed: boolean;
}

/**
 * Reads the objects of files, folders and stdin (`-`). Never throws for what is in them: whatever was not read is a
 * problem, and the rest is there.
 *
 * @param stdin what was on it; asked for only where a path is `-`
 * @param onFile called before each file, with how many there are
 */
export async function readInputs(
  cwd: string,
  paths: readonly string[],
  stdin: () => Promise<Buffer>,
  onFile: (done: number, all: number) => void = () => undefined,
): Promise<Inputs> {
  const { files, problems } = listInputs(
    cwd,
    paths.filter((path) => path !== '-'),
  );
  const texts: InputText[] = [];
  const unread: Problem[] = [...problems];
  const add = (name: string, isNamed: boolean, text: string | Problem): void => {
    if (typeof text === 'string') texts.push({ name, text, isNamed });
    else unread.push(text);
  };
  if (paths.includes('-')) add('-', true, decodeInput('-', await stdin()));
  files.forEach((file: InputFile, i) => {
    onFile(i, files.length);
    add(file.name, file.isNamed, readInputText(file));
  });
  const inputs = readTexts(texts);
  const nothing = files.length === 0 && !paths.includes('-') && unread.every((p) => p.severity !== 'error');
  return {
    ...inputs,
    problems: [
      ...unread,
      ...inputs.problems,
      ...(nothing ? [problemOf('input-empty', paths.join(' '), 'no .yaml, .yml or .json', 'manifests')] : []),
    ],
  };
}

/** The objects of texts, and what in them is none. */
export function readTexts(texts: readonly InputText[]): Inputs {
  const objects: SourcedObject[] = [];
  const problems: Problem[] = [];
  let documents = 0;
  for (const { name, text, isNamed } of texts) {
    const read: ObjectsOfFile = readObjects(name, text);
    documents += read.documents;
    // Looked for once in a text, not once for each of its objects.
    const templated = text.includes('{{') ? isTemplated : () => false;
    for (const object of read.objects) if (!templated(object)) objects.push(object);
    problems.push(...describeNoObjects(name, text, read, isNamed));
  }
  return {
    files: texts.length,
    documents,
    objects,
    problems: [...problems, ...findUnknownTypes(objects), ...findDuplicates(objects)],
  };
}

/** Objects that the API server takes for one, written differently. */
function findDuplicates(objects: readonly SourcedObject[]): Problem[] {
  const first = new Map<string, SourcedObject>();
  return objects.flatMap((object) => {
    const id = identityOf(object.manifest);
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, object);
      return [];
    }
    // Names that the API server completes are never the same.
    if ('generateName' in object.manifest.metadata) return [];
    if (JSON.stringify(other.manifest) === JSON.stringify(object.manifest)) return [];
    const [here, there] = [object, other].map(({ source: { document } }) => `${document.file}:${document.line}`);
    return [
      problemOf(
        'input-duplicate',
        `${nameOf(object.manifest)} in ${here ?? ''}`,
        `another one in ${there ?? ''}`,
        'one',
      ),
    ];
  });
}
