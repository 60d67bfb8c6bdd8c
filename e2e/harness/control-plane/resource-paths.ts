import type { KubeClient } from './kube-client';

/** What names an object. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Finds the path of objects by the server's own discovery. */
export class ResourcePaths {
  readonly #known = new Map<string, readonly Resource[]>();

  constructor(private readonly client: KubeClient) {}

  /** @throws Error when the server does not serve the kind */
  async pathOf(object: ObjectReference): Promise<string> {
    const { apiVersion, kind, metadata } = object;
    const resource = (await this.#find(apiVersion, kind, false)) ?? (await this.#find(apiVersion, kind, true));
    if (!resource)
      throw new Error(`${showReference(object)}: found no such kind in ${apiVersion}; expected its CRD first`);
    const namespace = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${groupPath(apiVersion)}${namespace}/${resource.name}/${encodeURIComponent(metadata.name)}`;
  }

  async #find(apiVersion: string, kind: string, afresh: boolean): Promise<Resource | undefined> {
    let resources = afresh ? undefined : this.#known.get(apiVersion);
    if (!resources) {
      const { status, body } = await this.client.send({ method: 'GET', path: groupPath(apiVersion) });
      resources = status === 200 ? (body as { readonly resources: readonly Resource[] }).resources : [];
      this.#known.set(apiVersion, resources);
    }
    return resources.find((resource) => resource.kind === kind && !resource.name.includes('/'));
  }
}

export function showReference({ apiVersion, kind, metadata: { name, namespace } }: ObjectReference): string {
  return `${apiVersion} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
