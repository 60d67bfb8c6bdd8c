import type { Draft } from '../draft';
import {
  DEFAULT_K3S_VERSION,
  DEFAULT_LONGHORN_VERSION,
  judgeK3sVersion,
  K3S_FIRST_GOOD_PATCH,
  LONGHORN_VERSIONS,
} from '../versions';
import { listWords } from '../draft';
import type { Check } from './check';

export const versions: Check = {
  reads: ['cluster', 'storage'],
  run: (spec) => [...k3s(spec.cluster.k3s), ...longhorn(spec.storage.longhorn)],
};

function k3s(version: string): Draft[] {
  const path = ['cluster', 'k3s'];
  const lines = listWords(Object.entries(K3S_FIRST_GOOD_PATCH).map(([minor, patch]) => `v${minor}.${patch}`));
  switch (judgeK3sVersion(version)) {
    case 'known':
      return [];
    case 'malformed':
      return [
        { code: 'k3s-version-unknown', path, found: version, expected: `a k3s release such as ${DEFAULT_K3S_VERSION}` },
      ];
    case 'unknown-minor':
      return [
        { code: 'k3s-version-unknown', path, found: version, expected: `a release of a known line, from ${lines} on` },
      ];
    case 'bad-patch':
      return [{ code: 'k3s-version-bad', path, found: version, expected: `a release from ${lines} on` }];
  }
}

function longhorn(version: string): Draft[] {
  if (LONGHORN_VERSIONS.includes(version)) return [];
  return [
    {
      code: 'longhorn-version-unknown',
      path: ['storage', 'longhorn'],
      found: version,
      expected: listWords(LONGHORN_VERSIONS, 'or'),
      cure: `Use ${DEFAULT_LONGHORN_VERSION}. The chart has no schema of its own and drops unknown values silently, so only versions whose values are known are written.`,
    },
  ];
}
