import { LONGHORN_VERSIONS } from '../../lib/spec/versions';

/** A public file that something in imports/ is made from. */
export interface Source {
  /** Address pinned to a tag or a commit. */
  readonly url: string;
  /** Names under which `--from DIR` looks for it, first match wins. */
  readonly localNames: readonly string[];
  /** Whether a local file with another name counts too, because what is in it tells what it is. @default false */
  readonly isKnownByContent?: boolean;
}

/**
 * Definitions of the core kinds: the API server's own OpenAPI document without its paths.
 *
 * @see https://github.com/yannh/kubernetes-json-schema
 */
export const KUBERNETES_DEFINITIONS: Source = {
  url: 'https://raw.githubusercontent.com/yannh/kubernetes-json-schema/472c2413165174c6c33d2dd0eab934e37346dbda/v1.36.3/_definitions.json',
  localNames: ['_definitions.json', 'kubernetes-1.36.definitions.json'],
};

export interface ChartSource {
  readonly version: string;
  readonly values: Source;
  /** What Rancher's catalogue asks of people: types, choices and ranges of many values. */
  readonly questions: Source;
}

export const LONGHORN_CHARTS: readonly ChartSource[] = LONGHORN_VERSIONS.map((version) => ({
  version,
  values: longhornFile(version, 'values'),
  questions: longhornFile(version, 'questions'),
}));

function longhornFile(version: string, name: string): Source {
  return {
    url: `https://raw.githubusercontent.com/longhorn/longhorn/v${version}/chart/${name}.yaml`,
    localNames: [`longhorn-${version}.${name}.yaml`],
  };
}
