import { type FolderChange, synthResult } from './synth-result';

const configMap = (data: string, annotations = '') =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  namespace: a\n${annotations}data:\n  replicas: ${data}\n`;
const volume =
  '---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: data\n  namespace: a\n  annotations:\n    kustomize.toolkit.fluxcd.io/prune: disabled\n';
const folder = (current: Record<string, string>, next: Record<string, string>): FolderChange => {
  const [old, now] = [Object.keys(current), Object.keys(next)];
  return {
    folder: 'dist',
    current: new Map(Object.entries(current)),
    next: new Map(Object.entries(next)),
    diff: {
      added: now.filter((p) => !old.includes(p)),
      removed: old.filter((p) => !now.includes(p)),
      changed: now.filter((p) => old.includes(p) && current[p] !== next[p]),
      unchanged: now.filter((p) => current[p] === next[p]),
    },
  };
};

describe('synthResult', () => {
  test('tells what changed in a file by object and field', () => {
    const { files } = synthResult(
      [folder({ a: configMap('2') }, { a: configMap('3') + volume, b: volume })],
      [],
      false,
    );
    expect(files).toEqual([
      { path: 'dist/a', change: 'changed', detail: 'ConfigMap data.replicas 2 -> 3, PersistentVolumeClaim data added' },
      { path: 'dist/b', change: 'new', detail: '0 objects' },
    ]);
  });

  test('names protected objects that are no longer written, with their file or out of it', () => {
    expect(synthResult([folder({ a: volume }, {})], [], false).leftBehind).toEqual(['PersistentVolumeClaim/a/data']);
    expect(synthResult([folder({ a: configMap('1') + volume }, { a: configMap('1') })], [], false).leftBehind).toEqual([
      'PersistentVolumeClaim/a/data',
    ]);
    expect(synthResult([folder({ a: configMap('1') }, {})], [], false).leftBehind).toEqual([]);
  });

  test('an object that moves to another file is not left behind', () => {
    const object = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'a', annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
    };
    const result = synthResult(
      [folder({ a: volume }, { b: volume })],
      [{ path: 'dist/b', notes: [], objects: [object] }],
      false,
    );
    expect(result.leftBehind).toEqual([]);
    expect(result.protectedKinds).toEqual([['PersistentVolumeClaim', 1]]);
  });

  test('an old file that is no YAML any more is no obstacle', () => {
    expect(synthResult([folder({ a: '{{{' }, { a: configMap('1') })], [], false).files).toEqual([
      { path: 'dist/a', change: 'changed', detail: 'ConfigMap c added' },
    ]);
  });
});
