import type { Cut } from '../quorum/quorum';
import type { PodGroup } from '../world/pod-groups';

/** What can be asked about outside of the cluster. */
export const OUTSIDE = ['git', 'login-server', 'dns', 'registry'] as const;

export type Outside = (typeof OUTSIDE)[number];

/** Something that fails, or that somebody does. `id` is how it is named on the command line. */
export type Failure = { readonly id: string; readonly targets: readonly string[] } &
  /** One pod ends; `hang`: it answers no more, and does not end. */
  (
    | { readonly kind: 'pod' | 'hang'; readonly group: PodGroup }
    /** The nodes lose their power; with `disk` what is on their disks is gone as well. */
    | { readonly kind: 'node' | 'nodes' | 'zone' | 'disk'; readonly nodes: readonly string[] }
    /** Nodes that nobody named: any one of them. */
    | { readonly kind: 'any-node' }
    /** Links carry nothing; `relay`: they carry it slowly. */
    | { readonly kind: 'link' | 'partition' | 'relay'; readonly cuts: readonly Cut[] }
    /** k3s stops on these servers, while their containers run on. */
    | { readonly kind: 'control-plane'; readonly servers: readonly string[] }
    | { readonly kind: 'outside'; readonly what: Outside }
    /** One after the other: drained, restarted, and back before the next. */
    | { readonly kind: 'drain' | 'upgrade'; readonly nodes: readonly string[] }
    /** One after the other: each fails and comes back before the next; the last one stays away. */
    | { readonly kind: 'sequence'; readonly nodes: readonly string[] }
  );

export type FailureKind = Failure['kind'];

/** Failures with one cause; the others are several at a time. */
export function isSingle({ kind }: Pick<Failure, 'kind'>): boolean {
  return kind !== 'nodes' && kind !== 'sequence' && kind !== 'control-plane';
}
