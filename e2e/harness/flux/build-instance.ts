import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifests } from '../../../lib/model/read-manifests';
import { component } from '../components';
import type { Applied } from '../control-plane/apply';
import type { ObjectReference } from '../control-plane/resource-paths';
import { startOciRegistry } from '../oci/registry';
import { mustRun } from '../run';

/** What is used of a FluxInstance. */
export interface FluxInstance extends ObjectReference {
  readonly spec: {
    readonly kustomize: { readonly patches: readonly InstancePatch[] };
    readonly sync: { readonly url: string };
  };
}

export interface InstancePatch {
  readonly target: { readonly kind: string; readonly name: string };
  /** YAML. */
  readonly patch: string;
}

/** What {@link buildInstance} needs in the cache. */
export const INSTANCE_COMPONENTS = ['flux-operator-cli', 'flux-manifests'] as const;

/** The one of flux/. */
export function instanceOf(documents: readonly Applied[]): FluxInstance {
  return documents.map(({ object }) => object).find(({ kind }) => kind === 'FluxInstance') as FluxInstance;
}

/**
 * What flux-operator installs for a FluxInstance, with all patches applied: by `flux-operator build instance`, the
 * operator's own code, from the manifests in its module. It takes them from a registry only, so one is made for it.
 *
 * @throws Error with what the operator says of an instance that it refuses
 */
export async function buildInstance(instance: FluxInstance): Promise<readonly ObjectReference[]> {
  const folder = mkdtempSync(join(tmpdir(), 'zero-spof-flux-'));
  const registry = await startOciRegistry();
  try {
    const layer = join(folder, 'manifests.tar.gz');
    await mustRun('tar', ['-czf', layer, 'flux'], { cwd: join(component('flux-manifests').folder, 'config/data') });
    registry.push('flux-operator-manifests', 'latest', {
      config: { mediaType: 'application/vnd.oci.empty.v1+json', content: Buffer.from('{}') },
      layers: [{ mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip', content: readFileSync(layer) }],
    });
    const file = join(folder, 'instance.json');
    writeFileSync(file, JSON.stringify(instance));
    mkdirSync(join(folder, 'docker'));
    const artifact = `--distribution-artifact=oci://${registry.host}/flux-operator-manifests:latest`;
    const { stdout } = await mustRun(
      component('flux-operator-cli').path,
      ['build', 'instance', `--filename=${file}`, artifact],
      // Nothing of the user's own logins and clusters is read.
      { cwd: folder, env: { DOCKER_CONFIG: join(folder, 'docker'), KUBECONFIG: join(folder, 'none'), TMPDIR: folder } },
    );
    return readManifests(stdout) as ObjectReference[];
  } finally {
    await registry.goAway();
    rmSync(folder, { recursive: true });
  }
}

/** The same, but it follows a repository of this computer. */
export function following(instance: FluxInstance, url: string): FluxInstance {
  return { ...instance, spec: { ...instance.spec, sync: { ...instance.spec.sync, url } } };
}

/** Of {@link buildInstance}, what makes Flux follow the repository. */
export function syncOf(built: readonly ObjectReference[]): readonly ObjectReference[] {
  return built.filter(({ kind }) => kind === 'GitRepository' || kind === 'Kustomization');
}

/** The feature gates that a controller is to run with, as flags. */
export function featureGatesOf(built: readonly ObjectReference[], name: string): readonly string[] {
  const deployment = built.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name);
  const { spec } = deployment as ObjectReference & {
    readonly spec: { readonly template: { readonly spec: { readonly containers: readonly { readonly args: string[] }[] } } };
  };
  return spec.template.spec.containers.flatMap(({ args }) => args).filter((flag) => flag.startsWith('--feature-gates='));
}
