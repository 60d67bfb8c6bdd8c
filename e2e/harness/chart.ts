import { join } from 'node:path';
import { put } from '../../lib/io/fixtures/scratch';

/** Name and version of the chart that `writeChart` makes. */
export const CHART = { name: 'demo', version: '1.2.3' } as const;

const crd = (kind: string, plural: string, scope: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${plural}.example.org}
spec:
  group: example.org
  names: {kind: ${kind}, plural: ${plural}}
  scope: ${scope}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: {type: object, properties: {size: {type: integer}}}
`;

const FILES: Readonly<Record<string, string>> = {
  'Chart.yaml': `apiVersion: v2\nname: ${CHART.name}\nversion: ${CHART.version}\n`,
  'values.yaml': 'replicas: 2\ncolour: false\nrandom: false\nsecret: false\ntwice: false\n',
  'values.schema.json': '{"type": "object", "properties": {"replicas": {"type": "integer", "minimum": 1}}}',
  'crds/widgets.yaml': crd('Widget', 'widgets', 'Namespaced'),
  'crds/realms.yaml': crd('Realm', 'realms', 'Cluster'),
  'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: demo}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: demo}}
  template:
    metadata: {labels: {app: demo}}
    spec: {containers: [{name: demo, image: "example.org/demo:1.0"}]}
`,
  'templates/service.yaml': `apiVersion: v1
kind: Service
metadata: {name: demo}
spec: {selector: {app: demo}, ports: [{port: 80}]}
`,
  'templates/config.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: abroad, namespace: elsewhere}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: demo}
data:
  time: 12:30
  kubernetes: {{ .Capabilities.KubeVersion.Version }}
  {{- if .Values.random }}
  random: {{ randAlphaNum 12 }}
  {{- end }}
  {{- if .Values.twice }}
  time: 12:31
  {{- end }}
`,
  'templates/list.yaml': `apiVersion: v1
kind: ConfigMapList
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: first-of-list}}
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: second-of-list}}
`,
  'templates/roles.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: demo}
rules: []
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: demo-with-namespace, namespace: {{ .Release.Namespace }}}
rules: []
`,
  'templates/custom.yaml': `apiVersion: example.org/v1
kind: Widget
metadata: {name: demo}
spec:
  size: 3
  {{- if .Values.colour }}
  colour: red
  {{- end }}
---
apiVersion: example.org/v1
kind: Realm
metadata: {name: demo}
spec: {size: 4}
`,
  'templates/secret.yaml': `{{- if .Values.secret }}
apiVersion: v1
kind: Secret
metadata: {name: demo}
data: {password: aHVudGVyMg==}
{{- end }}
`,
  'templates/hook.yaml': `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {helm.sh/hook: pre-upgrade}}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: migrate, image: "example.org/demo:1.0"}]}}}
`,
  'templates/tests/connect.yaml': `apiVersion: v1
kind: Pod
metadata: {name: connect, annotations: {helm.sh/hook: test}}
spec: {restartPolicy: Never, containers: [{name: connect, image: "example.org/demo:1.0"}]}
`,
};

/** Writes a chart with one of each thing that a user's chart may hold; values switch its faults on. */
export function writeChart(root: string, folder: string): void {
  for (const [path, text] of Object.entries(FILES)) put(root, join(folder, path), text);
}
