import { resolve } from 'node:path';
import { kubeObject } from '../../model/kube-object';
import type { NodeSource } from '../../model/nodes';
import { readObjects } from '../../model/read-objects';
import { readInputText } from '../../io/read-input-text';
import { ProblemsError } from '../../spec/problem';
import { problemOf } from '../../spec/problem-of';
import { loadSpec } from '../load-spec';

/**
 * The nodes that `--nodes` names: a number of equal ones, the Node objects of a file, or those of a cluster file.
 *
 * @throws ProblemsError nodes-invalid, and whatever is wrong with a cluster file
 */
export function loadNodes(cwd: string, value: string): NodeSource {
  if (/^[0-9]+$/.test(value)) {
    const count = Number(value);
    if (count >= 1 && count <= 5000) return { kind: 'count', count };
    throw refusal(value, `${value} nodes`, 'from 1 to 5000');
  }
  const text = readInputText({ name: value, path: resolve(cwd, value), isNamed: true });
  if (typeof text !== 'string') throw new ProblemsError([text]);
  const objects = readObjects(value, text).objects.map(kubeObject);
  const nodes = objects.filter((object) => object.type === 'Node');
  if (nodes.length > 0) return { kind: 'objects', objects: nodes };
  if (objects.length > 0) throw refusal(value, 'objects, but no Node among them', 'Node objects');
  return { kind: 'spec', spec: loadSpec(cwd, value, true).spec };
}

function refusal(where: string, found: string, expected: string): ProblemsError {
  return new ProblemsError([problemOf('nodes-invalid', where, found, expected)]);
}
