import type { Outside } from '../failures/failure';
import type { Verdict } from '../simulation-result';

/** What goes on and what does not while something outside is away. What runs, runs on in each case. */
export const OUTSIDE_NOTES = {
  git: {
    verdict: 'degrades',
    note: 'Flux keeps what it applied, and goes on when the host is back: commits wait meanwhile (held against the real controllers, e2e/gitops.test.ts).',
  },
  'login-server': {
    verdict: 'degrades',
    note: 'Tunnels that are up go on. A node that restarts meanwhile has no address and stays away until the login server is back; no node can join, and keys that expire are not renewed.',
  },
  dns: {
    verdict: 'degrades',
    note: 'Names of Services are answered on. Names outside are not, once the cache of CoreDNS has forgotten them: what asks outside fails, and so do pulls of images.',
  },
  registry: {
    verdict: 'degrades',
    note: 'What runs goes on. A pod that comes to a node without its image waits there, so that a node lost meanwhile takes single pods away until the registry is back.',
  },
} as const satisfies Record<Outside, { readonly verdict: Verdict; readonly note: string }>;
