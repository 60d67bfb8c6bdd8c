import { at, text } from './json';
import type { Manifest } from './manifest';
import type { SourcedObject } from './source';

/** Kinds of Kubernetes that are in no namespace (k8s.io/api v0.36.3, markers +genclient:nonNamespaced). */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set([
  'APIService',
  'CSIDriver',
  'CSINode',
  'CertificateSigningRequest',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'FlowSchema',
  'GatewayClass',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'VolumeSnapshotClass',
]);

/** Objects as helm installs them: those that name no namespace, and can be in one, get that of the release. */
export function inNamespace(objects: readonly SourcedObject[], namespace: string): readonly SourcedObject[] {
  if (namespace === '') return objects;
  const clusterScoped = new Set(
    objects.flatMap(({ manifest }) =>
      at(manifest, 'spec', 'scope') === 'Cluster' ? (text(at(manifest, 'spec', 'names', 'kind')) ?? []) : [],
    ),
  );
  return objects.map((object) => {
    const { kind, metadata } = object.manifest;
    if (text(metadata.namespace) !== undefined || CLUSTER_SCOPED.has(kind) || clusterScoped.has(kind)) return object;
    const manifest: Manifest = { ...object.manifest, metadata: { ...metadata, namespace } };
    return { ...object, manifest };
  });
}
