import type { ChartFiles } from './chart-repository';

/** A chart of the name and version that dist/ asks for. */
export interface StandInChart {
  readonly name: string;
  readonly version: string;
  /** The chart's own CRD has this field. @default 'size' */
  readonly crdField?: string;
}

/** Group and plural of the kind that a stand-in chart brings in its crds/ folder. */
export const crdNameOf = (chart: string): string => `things.${chart}.example.org`;

/**
 * Stands in for a chart that cannot be had without a way out: one Deployment that takes what dist/ says of replicas and
 * pods under the names of cloudnative-pg's chart, a ConfigMap that shows all values, a Service, and a CRD.
 */
export function standInChart({ name, version, crdField = 'size' }: StandInChart): ChartFiles {
  const labels = `{app.kubernetes.io/name: ${name}, app.kubernetes.io/instance: "{{ .Release.Name }}"}`;
  const podField = (field: string) => `      ${field}: {{ toJson .Values.${field} }}`;
  return new Map([
    ['Chart.yaml', `apiVersion: v2\nname: ${name}\nversion: ${version}\n`],
    [
      'values.yaml',
      'replicaCount: 1\nupdateStrategy: {}\nresources: {}\ntolerations: []\ntopologySpreadConstraints: []\nnodeSelector: {}\npriorityClassName: ""\n',
    ],
    ['values.schema.json', '{"type": "object", "properties": {"replicaCount": {"type": "integer", "minimum": 1}}}'],
    [
      'templates/all.yaml',
      [
        'apiVersion: apps/v1',
        'kind: Deployment',
        `metadata: {name: ${name}, labels: ${labels}}`,
        'spec:',
        '  replicas: {{ .Values.replicaCount }}',
        '  strategy: {{ toJson .Values.updateStrategy }}',
        `  selector: {matchLabels: ${labels}}`,
        '  template:',
        `    metadata: {labels: ${labels}}`,
        '    spec:',
        podField('priorityClassName'),
        podField('tolerations'),
        podField('topologySpreadConstraints'),
        podField('nodeSelector'),
        // As the namespace of the operator of databases demands it.
        '      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}',
        '      containers:',
        '        - name: manager',
        `          image: "example.org/${name}:{{ .Chart.Version }}"`,
        '          resources: {{ toJson .Values.resources }}',
        '          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}',
        '---',
        'apiVersion: v1',
        'kind: ConfigMap',
        `metadata: {name: ${name}-values}`,
        'data: {values: {{ toJson .Values | quote }}}',
        '---',
        'apiVersion: v1',
        'kind: Service',
        `metadata: {name: ${name}}`,
        `spec: {selector: ${labels}, ports: [{port: 80}]}`,
        '',
      ].join('\n'),
    ],
    ['crds/things.yaml', crd(name, crdField)],
  ]);
}

function crd(chart: string, field: string): string {
  const schema = { type: 'object', properties: { spec: { type: 'object', properties: { [field]: { type: 'string' } } } } };
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: crdNameOf(chart) },
    spec: {
      group: `${chart}.example.org`,
      scope: 'Namespaced',
      names: { kind: 'Thing', plural: 'things', singular: 'thing', listKind: 'ThingList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  });
}
