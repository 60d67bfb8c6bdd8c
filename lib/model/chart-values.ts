import { YAMLException } from 'js-yaml';
import { isObject, type JsonObject, object } from './json';
import { readManifests } from './read-manifests';

/** Values of a chart: a mapping, or YAML in a string as k3s' HelmChart has it. What cannot be read is empty. */
export function parseYamlValues(values: unknown): JsonObject {
  if (isObject(values) || typeof values !== 'string') return object(values);
  try {
    return object(readManifests(values)[0]);
  } catch (error) {
    if (error instanceof YAMLException) return object(undefined);
    throw error;
  }
}
