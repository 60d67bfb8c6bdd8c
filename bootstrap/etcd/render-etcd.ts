import { etcdTiming } from '../k3s/etcd-timing';
import { renderSteps } from '../render-program';
import { toUserData, type UserData } from '../render-user-data';
import { assignments } from '../quote';
import { LIMITS, MIN_MEMORY_MIB } from '../settings';
import type { Step } from '../step';
import { packages } from '../steps/packages';
import { OWN_PORTS, preflightOfEtcd } from '../steps/preflight';
import code from '../steps/etcd.sh';
import { AUTHORITY_KEY } from './certificate-files';
import { type EtcdPlan, memberName, otherClientUrls, peerUrl } from './etcd-plan';
import { memberFiles } from './member-files';

/** Kubernetes 1.36 is tested with the line 3.6: build/dependencies.yaml of kubernetes/kubernetes. */
export const ETCD_VERSION = '3.6.16';

/** Another one than that of a node, which may be on its way on the same host. */
const BOOT_UNIT = 'zero-spof-etcd-bootstrap';

/** Secrets of a member: the key, as PEM, that makes every certificate of etcd. */
export interface EtcdSecrets {
  readonly authorityKey: string;
}

/** One bash script for a host that runs; it can be run again at any time. */
export function renderEtcdScript(plan: EtcdPlan, secrets: EtcdSecrets): string {
  return renderSteps(inputOf(plan, false), { secrets: filesOf(secrets) });
}

export function renderEtcdUserData(plan: EtcdPlan, secrets: EtcdSecrets): UserData {
  const program = renderSteps(inputOf(plan, true), { isNewMachine: true });
  return toUserData(program, { name: BOOT_UNIT, hostname: hostnameOf(plan), secrets: filesOf(secrets) });
}

function filesOf({ authorityKey }: EtcdSecrets) {
  return [{ path: AUTHORITY_KEY, text: authorityKey.trimEnd() }];
}

function hostnameOf({ address }: EtcdPlan): string {
  return memberName(address).replaceAll('.', '-');
}

function inputOf(plan: EtcdPlan, isNewMachine: boolean) {
  const { spec, address, addresses, createUntil } = plan;
  const etcd: Step = { name: 'etcd', code, files: memberFiles(plan) };
  return {
    title: `member ${memberName(address)} of the etcd of cluster ${spec.cluster.name}`,
    settings: assignments({
      NODE: memberName(address),
      ROLE: 'server',
      ADDRESS: address,
      OTHERS: otherClientUrls(plan),
      ALL_MEMBERS: addresses.map((one) => `${memberName(one)}=${peerUrl(one)}`).join(','),
      BOOT_UNIT,
      ...(isNewMachine ? {} : { OWN_PORTS: OWN_PORTS.etcd.join(' ') }),
      CREATE_UNTIL: createUntil ?? 0,
      ETCD_VERSION,
      ETCD_TIMING: etcdTiming(spec.cluster.maxRoundTripMs).reason,
      LOGIN_SERVER: spec.tailscale.loginServer.replace(/\/$/, ''),
      PACKAGES: 'ca-certificates curl openssl',
      MIN_MEMORY_MIB: MIN_MEMORY_MIB.server,
      JOIN_SECONDS: LIMITS.JOIN_SECONDS,
      START_SECONDS: LIMITS.START_SECONDS,
    }),
    steps: [preflightOfEtcd(isNewMachine), packages, etcd],
  };
}
