import type { ClusterSpec } from '../../lib/spec/cluster-spec';

/** Everything that the files of one member of an etcd by itself are made from. */
export interface EtcdPlan {
  readonly spec: ClusterSpec;
  /** Its own address, as in its endpoint. */
  readonly address: string;
  /** Those of all members. */
  readonly addresses: readonly string[];
  /** Until when it may make a new etcd, in seconds since 1970; the same for all members. @default never */
  readonly createUntil?: number;
}

/** Port of every endpoint. */
export const CLIENT_PORT = 2379;

/** What a member is called; unique, and the same after a new installation of its host. */
export function memberName(address: string): string {
  return `etcd-${address}`;
}

export function clientUrl(address: string): string {
  return `https://${address}:${CLIENT_PORT}`;
}

/** Client URLs of all members but its own, separated by commas. */
export function otherClientUrls({ address, addresses }: Pick<EtcdPlan, 'address' | 'addresses'>): string {
  return addresses
    .filter((other) => other !== address)
    .map(clientUrl)
    .join(',');
}

export function peerUrl(address: string): string {
  return `https://${address}:2380`;
}
