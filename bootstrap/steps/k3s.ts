import checkAddress from '../host/check-address.sh';
import startMigrationOver from '../host/start-migration-over.sh';
import retireSeeds from '../host/retire-seeds.sh';
import { nodeConfig } from '../k3s/node-config';
import { admissionConfig, auditPolicy, kubeletConfig } from '../k3s/policies';
import { serviceUnit } from '../k3s/service-unit';
import { agentConfig, sharedServerConfig } from '../k3s/shared-config';
import { isVoter, type NodePlan } from '../node-plan';
import type { HostFile, Step } from '../step';
import { compact } from '../compact';
import { isConverted } from './convert';
import code from './k3s.sh';
import create from './k3s-create.sh';
import refusals from './k3s-refusals.sh';
import restartServer from './restart-server.sh';

const CONFIG = '/etc/rancher/k3s';

/** Resolvers of the internet that pods get through CoreDNS; the host's own may be MagicDNS or a stub on loopback. */
const RESOLV_CONF = 'nameserver 1.1.1.1\nnameserver 9.9.9.9\noptions timeout:2 attempts:2\n';

/** @param isNewMachine no server runs on it that others may depend on, and every byte counts */
export function k3s(plan: NodePlan, isNewMachine: boolean): Step {
  const { spec, node, seeds, createUntil } = plan;
  const isServer = node.role === 'server';
  // Not on a new machine: it has nothing to convert.
  const beforeStart = checkAddress + (isConverted(plan) && !isNewMachine ? startMigrationOver : '');
  return {
    name: 'k3s',
    // Who may create a cluster has seeds to carry, and nobody yet who could refuse it.
    code: [
      code,
      isVoter(plan) ? create : '',
      createUntil === undefined || !isNewMachine ? refusals : '',
      isNewMachine ? '' : restartServer,
    ].join(''),
    files: [
      { path: `${CONFIG}/config.yaml`, mode: '0600', text: isServer ? sharedServerConfig(spec) : agentConfig() },
      { path: `${CONFIG}/config.yaml.d/10-node.yaml`, mode: '0600', text: nodeConfig(plan) },
      { path: `${CONFIG}/resolv.conf`, text: RESOLV_CONF },
      { path: '/var/lib/rancher/k3s/agent/etc/kubelet.conf.d/10-zero-spof.conf', text: kubeletConfig },
      { path: `/etc/systemd/system/${isServer ? 'k3s' : 'k3s-agent'}.service`, text: serviceUnit(node.role) },
      { path: '/usr/local/lib/zero-spof/check-address', mode: '0755', text: compact(beforeStart) },
      ...(isServer ? serverFiles(seeds) : []),
    ],
  };
}

function serverFiles(seeds: ReadonlyMap<string, string>): HostFile[] {
  return [
    { path: `${CONFIG}/admission.yaml`, text: admissionConfig },
    { path: `${CONFIG}/audit-policy.yaml`, text: auditPolicy },
    ...(seeds.size === 0 ? [] : seedFiles(seeds)),
  ];
}

/** Manifests that k3s applies at its start, and what freezes them when Flux has taken over. */
function seedFiles(seeds: ReadonlyMap<string, string>): HostFile[] {
  return [
    ...[...seeds].map(([name, text]): HostFile => ({
      path: `/var/lib/rancher/k3s/server/manifests/${name}`,
      mode: '0600',
      text,
    })),
    { path: '/usr/local/lib/zero-spof/retire-seeds', mode: '0755', text: compact(retireSeeds) },
    {
      path: '/etc/systemd/system/zero-spof-seeds.service',
      text: '[Service]\nType=oneshot\nExecStart=/usr/local/lib/zero-spof/retire-seeds\n',
    },
    {
      path: '/etc/systemd/system/zero-spof-seeds.timer',
      text: '[Timer]\nOnActiveSec=60s\nOnUnitActiveSec=60s\n[Install]\nWantedBy=timers.target\n',
    },
  ];
}
