import type { Step } from '../step';
import code from './packages.sh';

/** What k3s, Longhorn and the steps themselves run. */
export const PACKAGES = [
  'ca-certificates',
  'cryptsetup-bin',
  'curl',
  'dmsetup',
  'haproxy',
  'iproute2',
  'iptables',
  'jq',
  'kmod',
  'nfs-common',
  'nftables',
  'open-iscsi',
  'procps',
] as const;

export const packages: Step = { name: 'packages', code, files: [] };
