import { readManifests } from './read-manifests';

/** Plain scalars, and the JSON that sigs.k8s.io/yaml v1.6.0 made of `a: SCALAR`. */
const TABLE: readonly (readonly [string, unknown])[] = [
  ['yes', true],
  ['y', true],
  ['Y', true],
  ['n', false],
  ['No', false],
  ['on', true],
  ['Off', false],
  ['0755', 493],
  ['0o17', 15],
  ['0x1F', 31],
  ['0b11', 3],
  ['1_000', 1000],
  ['0x1_F', 31],
  ['12:30', '12:30'],
  ['2024-01-01', '2024-01-01'],
  ['1e3', 1000],
  ['1E+3', 1000],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['1.', 1],
  ['~', null],
  ['null', null],
  ['Null', null],
  ['True', true],
  ['0_7', 7],
  ['08', 8],
  ['0o8', '0o8'],
  ['1__0', 10],
  ['_1', '_1'],
  ['+1', 1],
  ['-0x1', -1],
  ['=', '='],
  ['1e', '1e'],
  ['1_0.5', 10.5],
  ['0.1_5', 0.15],
  ['.5_5', 0.55],
  ['-.5e3', -500],
  ['1:30:45', '1:30:45'],
  ['0x', '0x'],
  ['1_', 1],
  ['-1_0', -10],
  ['-0', 0],
  ['1e400', '1e400'],
  ['"yes"', 'yes'],
  ['!!int 0755', 493],
  ['!!bool yes', true],
  ['!!str 1', '1'],
  ['!!null ~', null],
];

describe('readManifests', () => {
  test.each(TABLE)('%s is read as %j, as Kubernetes reads it', (text, expected) => {
    expect(readManifests(`a: ${text}\n`)).toEqual([{ a: expected }]);
  });

  test.each(['.inf', '-.inf', '.nan'])('%s is refused, as Kubernetes refuses it', (text) => {
    expect(() => readManifests(`a: ${text}\n`)).toThrow();
  });

  test('empty documents are left out, lists and several documents are kept', () => {
    expect(readManifests('---\n# nothing\n---\na: 1\n---\n---\n[b]\n')).toEqual([{ a: 1 }, ['b']]);
  });
});
