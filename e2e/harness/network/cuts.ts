import { mustRun } from '../run';
import { BRIDGE } from './address-plan';
import { inNamespace } from './in-namespace';

/**
 * Which hosts cannot reach each other. The bridge drops the frames between their ports: the links stay up and nobody is
 * told, as with a broken path somewhere in between.
 */
export interface Cuts {
  /** Adds to what is cut already. */
  readonly add: (pairs: readonly (readonly [string, string])[]) => Promise<void>;
  readonly clear: () => Promise<void>;
}

/** @param namespace of the bridge */
export async function makeCuts(namespace: string): Promise<Cuts> {
  const nft = async (commands: string) => {
    await mustRun(...inNamespace(namespace, 'nft', [commands]));
  };
  await nft(
    [
      `add table bridge ${BRIDGE}`,
      `add set bridge ${BRIDGE} cut { type ifname . ifname; }`,
      `add chain bridge ${BRIDGE} forward { type filter hook forward priority 0; }`,
      `add rule bridge ${BRIDGE} forward iifname . oifname @cut drop`,
    ].join('; '),
  );
  return {
    add: async (pairs) => {
      const elements = pairs.flatMap(([a, b]) => [`"${a}" . "${b}"`, `"${b}" . "${a}"`]);
      if (elements.length > 0) await nft(`add element bridge ${BRIDGE} cut { ${elements.join(', ')} }`);
    },
    clear: async () => nft(`flush set bridge ${BRIDGE} cut`),
  };
}
