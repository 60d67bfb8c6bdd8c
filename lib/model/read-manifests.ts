import { CORE_SCHEMA, loadAll, Type } from 'js-yaml';

/**
 * Words that YAML 1.1 reads as booleans, and with it every Go program that uses go-yaml v2, as Kubernetes, helm and
 * Flux do (sigs.k8s.io/yaml v1.6, resolve.go). Times (12:30) and dates stay strings there, as they do here.
 */
const yaml11Boolean = new Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: unknown) => typeof text === 'string' && /^(yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/.test(text),
  construct: (text: string) => /^(yes|on)$/i.test(text),
});

/** Octal as YAML 1.1 writes it: 0755 is 493. */
const yaml11Octal = new Type('tag:yaml.org,2002:int', {
  kind: 'scalar',
  resolve: (text: unknown) => typeof text === 'string' && /^[-+]?0[0-7_]+$/.test(text),
  construct: (text: string) => Number.parseInt(text.replaceAll('_', ''), 8),
});

const merge = new Type('tag:yaml.org,2002:merge', { kind: 'scalar', resolve: (text: unknown) => text === '<<' || text === null });

const KUBERNETES_SCHEMA = CORE_SCHEMA.extend({ implicit: [yaml11Boolean, yaml11Octal, merge] });

/**
 * Every document of a manifest file, empty ones left out, with the values that Kubernetes reads.
 *
 * @throws YAMLException of js-yaml for what is no YAML
 */
export function readManifests(text: string): unknown[] {
  return loadAll(text, undefined, { schema: KUBERNETES_SCHEMA }).filter((document) => document !== null && document !== undefined);
}
