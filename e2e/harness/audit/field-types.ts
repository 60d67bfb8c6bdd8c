import { FIELD_TYPES } from '../../../lib/model/refusals/field-types';
import type { KubeClient } from '../control-plane/kube-client';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
}

const GROUPS = ['api/v1', 'apis/apps/v1', 'apis/batch/v1', 'apis/policy/v1', 'apis/autoscaling/v2'];

/** The fields of the types that the model knows, as the API server describes them, in the model's words. */
export async function fieldTypesOf(client: KubeClient): Promise<Readonly<Record<string, readonly string[]>>> {
  const found: Record<string, readonly string[]> = {};
  for (const group of GROUPS) {
    const document = await client.mustSend({ method: 'GET', path: `/openapi/v3/${group}` });
    const { components } = document as { components: { schemas: Readonly<Record<string, Schema>> } };
    for (const [id, schema] of Object.entries(components.schemas)) {
      const name = id.slice(id.lastIndexOf('.') + 1);
      if (Object.hasOwn(FIELD_TYPES, name)) found[name] = fieldsOf(name, schema);
    }
  }
  return found;
}

function fieldsOf(name: string, { properties = {}, required = [] }: Schema): string[] {
  const known = new Map(
    FIELD_TYPES[name as keyof typeof FIELD_TYPES].split(/\s+/).map((field) => {
      const [key = '', type = ''] = field.split(':');
      return [key.replace('!', ''), type];
    }),
  );
  return Object.entries(properties)
    .map(([key, schema]) => {
      // What the model does not look into has any type.
      const type = known.get(key) === 'any' ? 'any' : typeOf(schema);
      return `${key}${required.includes(key) ? '!' : ''}:${type}`;
    })
    .sort();
}

function typeOf({ type, items, additionalProperties, allOf, $ref }: Schema): string {
  const reference = $ref ?? allOf?.[0]?.$ref;
  if (reference !== undefined) {
    const name = reference.slice(reference.lastIndexOf('.') + 1);
    return name === 'IntOrString' ? 'count' : name === 'Quantity' ? 'amount' : name;
  }
  if (type === 'array') return `[${typeOf(items ?? {})}]`;
  if (type === 'object') return `{${typeOf(additionalProperties ?? {})}}`;
  return type ?? 'any';
}
