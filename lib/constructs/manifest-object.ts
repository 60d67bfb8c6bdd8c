import { ApiObject, type ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';

/**
 * An object given as the plain JSON that it is, such as `KubeService.manifest({...})` returns.
 *
 * cdk8s looks for tokens in every value of an ApiObject, and walks up to the app for each: a third of a large synth.
 * Plain JSON has none. And it may have fields that are newer than the generated classes, which drop them silently.
 */
export class ManifestObject extends ApiObject {
  constructor(
    scope: Construct,
    id: string,
    private readonly manifest: unknown,
  ) {
    super(scope, id, manifest as ApiObjectProps);
  }

  /** As cdk8s prints objects: keys in order, what identifies the object first. */
  override toJson(): unknown {
    const { apiVersion, kind, metadata, ...rest } = this.manifest as ApiObjectProps;
    return { apiVersion, kind, metadata: inOrder(metadata), ...(inOrder(rest) as object) };
  }
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const source = value as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(source).sort()) {
    if (source[key] !== undefined && source[key] !== null) result[key] = inOrder(source[key]);
  }
  return result;
}
