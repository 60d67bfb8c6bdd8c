import type { Host } from '../network';
import type { ClusterSettings } from './settings';

/** Sets what a host's kernel is to do, before the sockets that it is for exist. What the kernel does not know is left out. */
export async function setTcp(host: Host, { rtoMaxMs, retries, synRetries }: ClusterSettings['tcp']): Promise<void> {
  const wanted = { tcp_rto_max_ms: rtoMaxMs, tcp_retries2: retries, tcp_syn_retries: synRetries };
  const script = Object.entries(wanted)
    .filter(([, value]) => value > 0)
    .map(([key, value]) => `[ ! -e /proc/sys/net/ipv4/${key} ] || echo ${value} > /proc/sys/net/ipv4/${key}`);
  if (script.length > 0) await host.mustRun('sh', ['-ec', script.join('\n')]);
}
