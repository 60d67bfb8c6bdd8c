import { countOf, type Draft } from '../draft';
import { byZone, externalMembers, presentServers } from '../topology';
import type { ClusterSpec, NodeSpec } from '../cluster-spec';
import type { Check } from './check';

/** Votes that a quorum of `voters` needs (raft: a strict majority). */
function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/** Who votes: embedded etcd on the servers, or an etcd cluster that the servers are clients of. */
export const quorum: Check = {
  reads: ['cluster', 'nodes'],
  run: (spec) =>
    spec.cluster.datastore === 'embedded' ? checkEmbedded(spec) : checkExternal(spec, spec.cluster.datastore.endpoints),
};

function checkEmbedded(spec: ClusterSpec): Draft[] {
  const servers = presentServers(spec);
  if (servers.length < 3) return [tooFewServers(spec, servers, 3)];
  return [...evenQuorum(spec, servers), ...zoneMajority(spec, servers), ...acrossSites(servers)];
}

function checkExternal(spec: ClusterSpec, endpoints: readonly string[]): Draft[] {
  const servers = presentServers(spec);
  const drafts: Draft[] = [];
  if (servers.length < 2) drafts.push(tooFewServers(spec, servers, 2));
  if (servers.length > 2 && servers.length % 2 === 0) {
    drafts.push({
      code: 'external-etcd-even-servers',
      path: ['nodes', indexOf(spec, servers.at(-1)), 'role'],
      found: `${servers.length} servers with external etcd`,
      expected: 'any number of 2 or more; an odd one if etcd may move onto them later',
    });
  }
  // Two at one host are lost together, and one that is named twice is one.
  const members = new Set(externalMembers(spec));
  const { size } = members;
  if (size < 3 || size % 2 === 0) {
    drafts.push({
      code: 'etcd-endpoints-quorum',
      path: ['cluster', 'datastore', 'endpoints'],
      found: `${countOf(endpoints.length, 'endpoint')}${size < endpoints.length ? ` at ${countOf(size, 'host')}` : ''}`,
      expected: '3 or 5: one for each member of the etcd cluster',
      cure: `${countOf(size, 'member')} need ${majorityOf(size)} to agree and survive ${countOf(size - majorityOf(size), 'loss', 'losses')}. List every member; run 3 or 5.`,
    });
  }
  return [...drafts, ...zoneOfMembers(members)];
}

function tooFewServers(spec: ClusterSpec, servers: readonly NodeSpec[], needed: number): Draft {
  const absent = spec.nodes.filter((n) => n.role === 'server' && n.absent).length;
  const agent = spec.nodes.findIndex((n) => n.role === 'agent' && !n.absent);
  return {
    code: 'servers-too-few',
    path: agent >= 0 ? ['nodes', agent, 'role'] : ['nodes'],
    at: agent >= 0 ? 'value' : 'key',
    found: `${countOf(servers.length, 'server')}${absent > 0 ? ` (and ${absent} absent)` : ''}`,
    expected: `${needed} or more`,
    cure:
      agent >= 0
        ? 'Make this node a server. With three healthy machines all three have to be servers.'
        : `Add ${countOf(needed - servers.length, 'server')}. ${servers.length === 2 ? 'Two voters need both to agree: the loss of either stops the cluster.' : 'One server is a single point of failure by itself.'}`,
  };
}

function evenQuorum(spec: ClusterSpec, servers: readonly NodeSpec[]): Draft[] {
  const voters = servers.length;
  if (voters % 2 === 1) return [];
  return [
    {
      code: 'nodes-even-quorum',
      path: ['nodes', indexOf(spec, servers.at(-1)), 'role'],
      found: `${voters} servers with embedded etcd`,
      expected: `${voters - 1} or ${voters + 1}`,
      cure: `${voters} voters need ${majorityOf(voters)} to agree and survive ${countOf(voters - majorityOf(voters), 'loss', 'losses')}, as ${voters - 1} voters do, with one more machine that can fail. Make this node an agent, or add a server.`,
    },
  ];
}

function zoneMajority(spec: ClusterSpec, servers: readonly NodeSpec[]): Draft[] {
  for (const [zone, members] of byZone(servers)) {
    if (members.length < majorityOf(servers.length)) continue;
    const name = zone === '' ? 'the zone of the nodes that name none' : `zone ${zone}`;
    return [
      {
        code: 'zone-majority',
        path: zone === '' ? ['nodes', indexOf(spec, members[0])] : ['nodes', indexOf(spec, members[0]), 'zone'],
        found: `${members.length} of ${servers.length} servers in ${name}`,
        expected: `at most ${servers.length - majorityOf(servers.length)} in one zone`,
        cure:
          zone === ''
            ? 'Name the zone (provider, site) of each server, or accept that one failure there stops the control plane.'
            : 'Move servers to other zones. The loss of this zone stops the control plane.',
      },
    ];
  }
  return [];
}

function zoneOfMembers(members: ReadonlySet<NodeSpec | string>): Draft[] {
  const nodes = [...members].filter((member) => typeof member !== 'string');
  const most = [...byZone(nodes)].filter(([, inZone]) => inZone.length >= majorityOf(members.size));
  return most.map(([zone, inZone]) => ({
    code: 'zone-majority',
    path: ['cluster', 'datastore', 'endpoints'],
    found: `${inZone.length} of ${members.size} members of etcd in ${zone === '' ? 'the zone of the nodes that name none' : `zone ${zone}`}`,
    expected: `at most ${members.size - majorityOf(members.size)} in one zone`,
    cure: 'Put members into other zones, and name the zone of each node. The loss of this one stops the control plane.',
  }));
}

function acrossSites(servers: readonly NodeSpec[]): Draft[] {
  const zones = [...byZone(servers).keys()].filter((z) => z !== '');
  if (zones.length < 2) return [];
  return [
    {
      code: 'etcd-across-sites',
      path: ['cluster', 'datastore'],
      found: `embedded etcd in ${zones.length} zones (${zones.join(', ')})`,
      expected: 'all servers at one site, says k3s; more than one works while round trips stay short and steady',
    },
  ];
}

function indexOf(spec: ClusterSpec, node: NodeSpec | undefined): number {
  return node ? spec.nodes.indexOf(node) : 0;
}
