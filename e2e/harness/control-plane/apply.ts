import { type KubeClient, messageOf } from './kube-client';
import { type ObjectReference, type ResourcePaths, showReference } from './resource-paths';
import { waitFor } from '../runs/wait-for';

/** An object, and, when the very text matters, its YAML, which the server parses then. */
export interface Applied {
  readonly object: ObjectReference;
  readonly yaml?: string;
}

export interface ApplyOptions {
  /** @default 'e2e' */
  readonly fieldManager?: string;
  /** Unknown and repeated fields are errors. @default true */
  readonly strict?: boolean;
  /** @default false */
  readonly dryRun?: boolean;
  /** Takes fields from other managers. @default false */
  readonly force?: boolean;
}

/** What the server made of one object. */
export interface ApplyResult {
  readonly object: ObjectReference;
  readonly status: number;
  /** In the server's words. @default none, it was accepted */
  readonly error?: string;
  readonly warnings: readonly string[];
  /** The object as the server has it now. */
  readonly stored?: StoredObject;
}

/** What the server keeps of every object. */
export interface StoredObject extends ObjectReference {
  readonly metadata: ObjectReference['metadata'] & {
    /** Changes with every change of the object. */
    readonly resourceVersion: string;
    readonly managedFields?: unknown;
  };
  readonly status?: unknown;
}

/** Applies server-side, one after the other, in this order. A refusal is a result; it stops nothing. */
export async function applyObjects(
  client: KubeClient,
  paths: ResourcePaths,
  objects: readonly (Applied | ObjectReference)[],
  options: ApplyOptions = {},
): Promise<readonly ApplyResult[]> {
  const results: ApplyResult[] = [];
  for (const entry of objects) results.push(await applyObject(client, paths, toApplied(entry), options));
  return results;
}

/** @throws Error with every refusal */
export function expectApplied(results: readonly ApplyResult[]): void {
  const refused = results.filter(({ error }) => error !== undefined);
  if (refused.length > 0)
    throw new Error(refused.map(({ object, error }) => `${showReference(object)}: ${error ?? ''}`).join('\n'));
}

async function applyObject(
  client: KubeClient,
  paths: ResourcePaths,
  { object, yaml }: Applied,
  { fieldManager = 'e2e', strict = true, dryRun = false, force = false }: ApplyOptions,
): Promise<ApplyResult> {
  const query = new URLSearchParams({ fieldManager, fieldValidation: strict ? 'Strict' : 'Warn' });
  if (dryRun) query.set('dryRun', 'All');
  if (force) query.set('force', 'true');
  const path = `${await paths.pathOf(object)}?${query.toString()}`;
  const call = {
    method: 'PATCH',
    path,
    body: yaml ?? JSON.stringify(object),
    contentType: 'application/apply-patch+yaml',
  } as const;
  // Right after a CRD was made its storage answers 429 for about a second.
  const answer = await waitFor(
    `${showReference(object)} to be answered`,
    async () => {
      const sent = await client.send(call);
      return sent.status === 429 ? undefined : sent;
    },
    { deadlineMs: 15_000, everyMs: 100 },
  );
  const { status, warnings, body } = answer;
  if (status >= 300) return { object, status, warnings, error: `${status} ${messageOf(body)}` };
  return { object, status, warnings, stored: body as StoredObject };
}

function toApplied(entry: Applied | ObjectReference): Applied {
  return 'object' in entry ? entry : { object: entry };
}
