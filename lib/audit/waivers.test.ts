import type { SourcedObject } from '../model/source';
import { applyWaivers, waiversInAnnotations } from './waivers';

const annotated = (annotations: Record<string, string>): SourcedObject => ({
  manifest: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'api', namespace: 'shop', annotations } },
  source: { document: { file: 'x.yaml', index: 0, line: 1, text: '' }, path: [] },
});
const finding = {
  rule: 'single-replica',
  object: { apiVersion: 'extensions/v1beta1', kind: 'Deployment', namespace: 'shop', name: 'api' },
};
const apply = (text: string, today = '2026-11-24', findings = [finding]) =>
  applyWaivers(findings, waiversInAnnotations([annotated({ 'zero-spof.io/waive.single-replica': text })]), today);

test('an annotation accepts a finding of its object, in any API version', () => {
  expect(apply('one licence; until=2027-06-30')).toEqual({
    waivers: [{ reason: 'one licence', until: '2027-06-30' }],
    faults: [],
  });
});

test('without a date it counts for ever', () => {
  expect(apply('one licence').waivers).toEqual([{ reason: 'one licence', until: null }]);
});

test('it counts on its last day, and no longer', () => {
  expect(apply('x; until=2026-11-24', '2026-11-24').faults).toEqual([]);
  const { waivers, faults } = apply('x; until=2026-11-24', '2026-11-25');
  expect(waivers).toEqual([null]);
  expect(faults.map((f) => f.rule)).toEqual(['waiver-expired']);
});

test('one that accepts nothing is told', () => {
  expect(apply('x', '2026-11-24', []).faults.map((f) => f.rule)).toEqual(['waiver-unused']);
});

test.each(['', '  ; until=2027-01-01', 'x; until=2027-02-30', 'x; until=soon'])('%j does not count', (text) => {
  const { waivers, faults } = apply(text);
  expect(waivers).toEqual([null]);
  expect(faults.map((f) => f.rule)).toEqual(['waiver-invalid']);
});

test('a semicolon in a reason is part of it', () => {
  expect(apply('one; two').waivers).toEqual([{ reason: 'one; two', until: null }]);
});
