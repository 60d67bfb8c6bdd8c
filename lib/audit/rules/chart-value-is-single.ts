import { findAll } from '../../model/dotted-path';
import { at, isObject } from '../../model/json';
import { describe } from '../../model/kube-object';
import type { ChartValue } from '../../model/knowledge/knowledge';
import { parseYamlValues } from '../../model/chart-values';
import { readRelease, RELEASE_TYPES } from '../../model/releases';
import { defineRule } from '../define-rule';

export const chartValueIsSingle = defineRule({
  id: 'chart-value-is-single',
  topic: 'delivery',
  title: 'A value of a chart makes a single point of failure.',
  why: 'The chart makes objects of its values, and what is not written is what the chart takes as standard, which is often one replica.',
  remedy: 'Set the value.',
  example:
    'spec:\n  values:\n    defaultSettings:\n      nodeDownPodDeletionPolicy: delete-both-statefulset-and-deployment-pod',
  sources: ['values.yaml of the charts that lib/model/knowledge/charts.ts names'],
  check: (model) =>
    RELEASE_TYPES.flatMap((type) =>
      model.ofType(type).flatMap((object) => {
        const release = readRelease(object);
        const known = release && model.knowledge.chart(release.chart);
        if (known === undefined) return [];
        const values = release?.valuesPath ?? [];
        const written = parseYamlValues(at(object.manifest, ...values));
        const inFile = isObject(at(object.manifest, ...values));
        // What the chart makes of numbers of pods is judged itself, once it is rendered.
        const rules = known.values.filter(({ topic }) => topic === 'storage' || !model.isRendered(object));
        return rules.flatMap((rule) => {
          const value = findAll(written, rule.path)[0]?.value;
          const actual = value ?? rule.standard;
          if (satisfies(actual, rule)) return [];
          const path = inFile || value === undefined ? [...values, ...rule.path.split('.')] : values;
          const wanted = wantedValue(rule);
          return [
            {
              severity: rule.severity,
              object,
              field: path,
              message: `${describe(object)}: ${rule.path} of ${known.what} ${describeValue(actual, value === undefined)}. ${rule.because}`,
              remedy: wanted === undefined ? `Set ${rule.path}.` : `Set ${rule.path} to ${String(wanted)}.`,
              ...(inFile && wanted !== undefined
                ? { fix: { title: `${rule.path}: ${String(wanted)}`, edits: [{ set: path, value: wanted }] } }
                : {}),
            },
          ];
        });
      }),
    ),
});

function satisfies(actual: unknown, { want }: ChartValue): boolean {
  if ('set' in want)
    return want.set === 'anything'
      ? typeof actual === 'string' && actual !== ''
      : JSON.stringify(actual).includes('"whenUnsatisfiable":"DoNotSchedule"');
  if ('atLeast' in want) return Number(actual) >= want.atLeast;
  return want.oneOf.some((allowed) => allowed === actual || (typeof actual === 'string' && String(allowed) === actual));
}

function wantedValue({ want }: ChartValue): number | string | boolean | undefined {
  if ('set' in want) return undefined;
  return 'atLeast' in want ? want.atLeast : want.oneOf[0];
}

function describeValue(actual: unknown, isStandard: boolean): string {
  if (actual === '') return 'is not set';
  if (typeof actual === 'object') return 'keeps nothing apart';
  return `is ${JSON.stringify(actual)}${isStandard ? ', as nothing is written' : ''}`;
}
