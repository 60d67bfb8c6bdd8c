import type { SourcedObject } from '../model/source';
import type { Problem } from '../spec/problem';
import { problemOf } from '../spec/problem-of';
import { listWords } from '../spec/draft';
import { misspeltKind } from '../model/kinds';
import { nameOf } from '../model/manifest';

/**
 * Versions of the API groups that the audit reads, the one of today first; the others have been served once.
 *
 * Source: the API reference of Kubernetes 1.36, and its guide to deprecated APIs for those that are gone.
 */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  '': ['v1'],
  apps: ['v1', 'v1beta2', 'v1beta1'],
  batch: ['v1', 'v1beta1', 'v2alpha1'],
  autoscaling: ['v2', 'v1', 'v2beta2', 'v2beta1'],
  policy: ['v1', 'v1beta1'],
  'networking.k8s.io': ['v1', 'v1beta1', 'v1alpha1'],
  'storage.k8s.io': ['v1', 'v1beta1', 'v1alpha1'],
  'scheduling.k8s.io': ['v1', 'v1beta1', 'v1alpha1', 'v1alpha2'],
  'admissionregistration.k8s.io': ['v1', 'v1beta1', 'v1alpha1'],
  'apiregistration.k8s.io': ['v1', 'v1beta1'],
  'apiextensions.k8s.io': ['v1', 'v1beta1'],
  extensions: ['v1beta1'],
};

/** One problem for each API version and kind that Kubernetes has never had, at the first object that has it. */
export function findUnknownTypes(objects: readonly SourcedObject[]): Problem[] {
  return [...findUnknownVersions(objects), ...findUnknownKinds(objects)];
}

function findUnknownKinds(objects: readonly SourcedObject[]): Problem[] {
  const seen = new Set<string>();
  return objects.flatMap(({ manifest, source: { document } }) => {
    const { apiVersion, kind } = manifest;
    if (seen.has(`${apiVersion} ${kind}`)) return [];
    seen.add(`${apiVersion} ${kind}`);
    const near = misspeltKind(apiVersion, kind);
    if (near === undefined) return [];
    const where = `${nameOf(manifest)} in ${document.file}:${document.line}`;
    return [problemOf('kind-unknown', where, `${kind} of ${apiVersion}`, near)];
  });
}

function findUnknownVersions(objects: readonly SourcedObject[]): Problem[] {
  const seen = new Set<string>();
  return objects.flatMap(({ manifest, source: { document } }) => {
    if (seen.has(manifest.apiVersion)) return [];
    seen.add(manifest.apiVersion);
    const slash = manifest.apiVersion.indexOf('/');
    const group = manifest.apiVersion.slice(0, Math.max(slash, 0));
    const known = Object.hasOwn(VERSIONS, group) ? VERSIONS[group] : undefined;
    if (known === undefined || known.includes(manifest.apiVersion.slice(slash + 1))) return [];
    const expected = known.map((version) => (group === '' ? version : `${group}/${version}`));
    return [
      problemOf(
        'api-version-unknown',
        `${nameOf(manifest)} in ${document.file}:${document.line}`,
        manifest.apiVersion,
        listWords(expected, 'or'),
      ),
    ];
  });
}
