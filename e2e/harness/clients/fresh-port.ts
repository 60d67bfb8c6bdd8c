/** What programs listen on is below, save for a few that no client's host has. */
const FIRST = 10_000;
const COUNT = 50_000;
const EVERY_MS = 10;

let last = 0;

/**
 * A port that no client of this host has had for the last eight minutes, whichever program it was: it goes by the clock.
 *
 * A node that leads packets to the pods of a Service remembers where a port's packets went, for 30 seconds after the last
 * one of UDP and for 120 seconds after the first one of TCP without an answer (nf_conntrack_udp_timeout,
 * nf_conntrack_tcp_timeout_syn_sent). A port that is taken twice therefore asks a pod of earlier, which may be gone.
 */
export function freshPort(): number {
  last = Math.max(last + 1, Math.floor(Date.now() / EVERY_MS));
  return FIRST + (last % COUNT);
}
