import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readManifests } from '../../../lib/model/read-manifests';
import { component } from '../components';
import type { KubeApi } from './kube-api';
import { expectApplied } from './apply';
import type { ObjectReference } from './resource-paths';
import { waitFor } from '../runs/wait-for';

/** What {@link installCrds} needs in the cache. */
export const CRD_COMPONENTS = ['flux-manifests', 'cloudnative-pg-crds', 'k3s-helm-crds', 'longhorn-crds'] as const;

let known: readonly ObjectReference[] | undefined;

/** The CRDs of Flux and its operator, CloudNativePG, Longhorn and k3s' chart controller, as their authors publish them. */
export function publishedCrds(): readonly ObjectReference[] {
  known ??= CRD_COMPONENTS.flatMap((name) => yamlFiles(component(name).path))
    .flatMap((file) => readManifests(withoutTemplates(readFileSync(file, 'utf8'))))
    .filter(isObject)
    .filter(({ kind }) => kind === 'CustomResourceDefinition');
  return known;
}

/** Applies {@link publishedCrds} and waits until each is served. */
export async function installCrds(server: KubeApi): Promise<void> {
  await applyCrds(server, publishedCrds());
}

/** Applies CRDs and waits until each is served. */
export async function applyCrds(server: KubeApi, crds: readonly ObjectReference[]): Promise<void> {
  // Longhorn's file holds a status and empty creationTimestamps: it is not written for strict validation.
  const applied = await Promise.all(crds.map((crd) => server.apply([crd], { strict: false })));
  expectApplied(applied.flat());
  const names = new Set(crds.map(({ metadata }) => metadata.name));
  await waitFor(
    'every CRD to be established',
    async () => {
      const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
      const { items } = (await server.client.mustSend({ method: 'GET', path })) as { readonly items: readonly Crd[] };
      const established = items.filter(isEstablished).filter(({ metadata }) => names.has(metadata.name));
      return established.length === names.size;
    },
    { deadlineMs: 30_000, everyMs: 100 },
  );
}

/** Longhorn's CRDs are a chart's template, in which labels are included. */
function withoutTemplates(text: string): string {
  return text.replace(/^( +labels:) \{\{- include .*\}\}$/gm, '$1');
}

interface Crd extends ObjectReference {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

function isEstablished({ status }: Crd): boolean {
  return status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True') ?? false;
}

function isObject(value: unknown): value is ObjectReference {
  return typeof value === 'object' && value !== null && 'kind' in value && 'metadata' in value;
}

function yamlFiles(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => join(path, file));
}
