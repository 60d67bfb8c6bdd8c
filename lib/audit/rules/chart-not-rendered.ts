import { at } from '../../model/json';
import { describe } from '../../model/kube-object';
import { readRelease, RELEASE_TYPES } from '../../model/releases';
import { defineRule } from '../define-rule';

export const chartNotRendered = defineRule({
  id: 'chart-not-rendered',
  topic: 'delivery',
  title: 'What a chart makes of its values is not known.',
  why: 'The objects that run are made from templates that are not here, so that nothing can be said of them. A release that is suspended is not even kept as it is written.',
  remedy:
    'Let helm render it: put the chart into a folder and name that with --render, or pipe helm template NAME CHART --values FILE into zero-spof audit -.',
  example: 'helm pull oci://ghcr.io/example/charts/shop -d charts\nzero-spof audit --render charts',
  sources: ['https://fluxcd.io/flux/components/helm/helmreleases/'],
  check: (model) =>
    RELEASE_TYPES.flatMap((type) =>
      model.ofType(type).flatMap((object) => {
        const release = readRelease(object);
        if (release === undefined || (type === 'Application.argoproj.io' && release.chart === '')) return [];
        const suspended = at(object.manifest, ...release.suspendPath) === true;
        if (!suspended && (model.knowledge.chart(release.chart) !== undefined || model.isRendered(object))) return [];
        return [
          {
            severity: 'inconclusive' as const,
            object,
            field: suspended ? release.suspendPath : ['spec', 'chart'],
            message: suspended
              ? `${describe(object)} is suspended: what runs may be something else than what is written.`
              : `${describe(object)} installs chart ${release.chart}, whose templates are not here: what runs cannot be judged.`,
            ...(suspended ? { remedy: 'Resume it: suspend: false.' } : {}),
          },
        ];
      }),
    ),
});
