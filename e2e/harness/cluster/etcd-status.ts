import type { KubeClient } from '../control-plane/kube-client';

/** What one etcd member says of its cluster. */
export interface MemberStatus {
  readonly member: string;
  /** @default undefined: it knows of none */
  readonly leader: string | undefined;
  readonly term: number;
}

/** The same with etcd's own ids. */
interface RawStatus {
  readonly id: string;
  readonly leader: string | undefined;
  readonly term: number;
}

interface StatusAnswer {
  readonly header: { readonly member_id: string };
  readonly leader?: string;
  readonly raftTerm: string;
}

/** Asks one member, by etcd's own gateway from JSON to gRPC. @throws Error when it does not answer */
export async function askMember(client: KubeClient, timeoutMs = 2000): Promise<RawStatus> {
  const path = '/v3/maintenance/status';
  const { header, leader, raftTerm } = (await client.mustSend({
    ...{ method: 'POST', path, body: '{}', timeoutMs },
  })) as StatusAnswer;
  return { id: header.member_id, leader: leader === '0' ? undefined : leader, term: Number(raftTerm) };
}

/**
 * Asks every member.
 *
 * @param clients member → its door
 * @returns of those that answer; a leader that does not is 'unknown'
 */
export async function askMembers(clients: ReadonlyMap<string, KubeClient>): Promise<readonly MemberStatus[]> {
  const asked = await Promise.allSettled(
    [...clients].map(async ([member, client]) => ({ member, ...(await askMember(client)) })),
  );
  const answers = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const names = new Map(answers.map(({ member, id }) => [id, member]));
  return answers.map(({ member, leader, term }) => ({
    member,
    leader: leader === undefined ? undefined : (names.get(leader) ?? 'unknown'),
    term,
  }));
}
