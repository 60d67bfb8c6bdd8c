import {
  IntOrString,
  KubeClusterRole,
  KubeClusterRoleBinding,
  KubeJob,
  KubeRole,
  KubeRoleBinding,
  KubeService,
  KubeServiceAccount,
  KubeValidatingWebhookConfiguration,
} from '../../constructs/kubernetes';
import type { Construct } from 'constructs';
import { requests } from '../../constructs/resources';
import { restrictedContainer, restrictedPod } from '../../constructs/secure-container';
import type { Priority } from '../priorities';
import {
  ADMISSION,
  ADMISSION_LABELS as labels,
  ADMISSION_SERVICE,
  CONTROLLER_LABELS,
  NAMESPACE,
  ROLE_API,
} from './names';

const CERTGEN_VERSION = 'v1.6.9';
const CERTGEN_DIGEST = 'sha256:01038e7de14b78d702d2849c3aad72fd25903c4765af63cf16aa3398f5d5f2dd';

const POLICY = 'Ignore';

/**
 * The webhook that refuses an Ingress which would break nginx' configuration. It cannot block the cluster: while no
 * controller answers, or for as long as the certificate is missing, Ingresses are taken unchecked (`Ignore`), after 5 s
 * at most, and what the cluster mends itself with (kube-system, Flux, the controller) is never asked about.
 *
 * Its certificate, valid for a hundred years, is made in the cluster and never leaves it: Job `create` makes Secret
 * ingress-nginx-admission unless it exists, Job `patch` writes its CA into the webhook. No `caBundle` stands here, so
 * that server-side apply leaves the Job's alone. Where Secret or webhook were deleted, deleting the two Jobs makes Flux
 * run them again.
 *
 * Source: kubernetes/ingress-nginx controller-v1.15.1, deploy/static and images/kube-webhook-certgen.
 */
export function addAdmission(scope: Construct): void {
  new KubeService(scope, 'admission-service', {
    metadata: { name: ADMISSION_SERVICE, namespace: NAMESPACE, labels },
    spec: {
      type: 'ClusterIP',
      selector: CONTROLLER_LABELS,
      ports: [
        {
          name: 'https-webhook',
          port: 443,
          targetPort: IntOrString.fromString('webhook'),
          protocol: 'TCP',
          appProtocol: 'https',
        },
      ],
    },
  });
  new KubeValidatingWebhookConfiguration(scope, 'webhook', {
    metadata: { name: ADMISSION, labels },
    webhooks: [
      {
        name: 'validate.nginx.ingress.kubernetes.io',
        admissionReviewVersions: ['v1'],
        clientConfig: {
          service: { name: ADMISSION_SERVICE, namespace: NAMESPACE, path: '/networking/v1/ingresses', port: 443 },
        },
        failurePolicy: POLICY,
        matchPolicy: 'Equivalent',
        sideEffects: 'None',
        timeoutSeconds: 5,
        namespaceSelector: {
          matchExpressions: [
            {
              key: 'kubernetes.io/metadata.name',
              operator: 'NotIn',
              values: ['flux-system', NAMESPACE, 'kube-system'],
            },
          ],
        },
        rules: [
          {
            apiGroups: ['networking.k8s.io'],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['ingresses'],
          },
        ],
      },
    ],
  });
  addAccount(scope);
  addJob(scope, 'create', [
    `--host=${ADMISSION_SERVICE},${ADMISSION_SERVICE}.$(POD_NAMESPACE).svc`,
    '--namespace=$(POD_NAMESPACE)',
    `--secret-name=${ADMISSION}`,
  ]);
  addJob(scope, 'patch', [
    `--webhook-name=${ADMISSION}`,
    '--namespace=$(POD_NAMESPACE)',
    '--patch-mutating=false',
    `--secret-name=${ADMISSION}`,
    // The program leaves the policy as it is for Ignore; with Fail it would fight Flux over it.
    `--patch-failure-policy=${POLICY}`,
  ]);
}

function addAccount(scope: Construct): void {
  const namespaced = { name: ADMISSION, namespace: NAMESPACE, labels };
  const clusterWide = { name: ADMISSION, labels };
  const subjects = [{ kind: 'ServiceAccount', name: ADMISSION, namespace: NAMESPACE }];

  new KubeServiceAccount(scope, 'admission-account', { metadata: namespaced });
  new KubeClusterRole(scope, 'admission-cluster-role', {
    metadata: clusterWide,
    rules: [
      {
        apiGroups: ['admissionregistration.k8s.io'],
        resources: ['validatingwebhookconfigurations'],
        resourceNames: [ADMISSION],
        verbs: ['get', 'update'],
      },
    ],
  });
  new KubeClusterRoleBinding(scope, 'admission-cluster-binding', {
    metadata: clusterWide,
    roleRef: { apiGroup: ROLE_API, kind: 'ClusterRole', name: ADMISSION },
    subjects,
  });
  new KubeRole(scope, 'admission-role', {
    metadata: namespaced,
    rules: [
      { apiGroups: [''], resources: ['secrets'], resourceNames: [ADMISSION], verbs: ['get'] },
      // A rule for create cannot name an object that does not exist yet.
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
    ],
  });
  new KubeRoleBinding(scope, 'admission-binding', {
    metadata: namespaced,
    roleRef: { apiGroup: ROLE_API, kind: 'Role', name: ADMISSION },
    subjects,
  });
}

/**
 * A Job cannot be changed, so its name carries the version, and Flux replaces it where something else has changed. It
 * has no `ttlSecondsAfterFinished`: Flux would make the vanished Job again at every reconciliation.
 */
function addJob(scope: Construct, command: 'create' | 'patch', args: readonly string[]): void {
  const name = `${ADMISSION}-${command}-${CERTGEN_VERSION.replaceAll('.', '-')}`;
  new KubeJob(scope, `admission-${command}`, {
    metadata: { name, namespace: NAMESPACE, labels, annotations: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' } },
    spec: {
      // `patch` may start before `create` is done, and is then tried again.
      backoffLimit: 20,
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: ADMISSION,
          priorityClassName: 'infrastructure' satisfies Priority,
          restartPolicy: 'OnFailure',
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          securityContext: restrictedPod(65532),
          containers: [
            {
              name: command,
              image: `registry.k8s.io/ingress-nginx/kube-webhook-certgen:${CERTGEN_VERSION}@${CERTGEN_DIGEST}`,
              imagePullPolicy: 'IfNotPresent',
              args: [command, ...args],
              env: [{ name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } }],
              resources: requests('10m', '32Mi', '128Mi'),
              securityContext: restrictedContainer,
            },
          ],
        },
      },
    },
  });
}
