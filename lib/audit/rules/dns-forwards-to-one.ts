import { at, text } from '../../model/json';
import { describe } from '../../model/kube-object';
import { isIpv4 } from '../../model/hosts-in-text';
import { defineRule } from '../define-rule';

export const dnsForwardsToOne = defineRule({
  id: 'dns-forwards-to-one',
  topic: 'traffic',
  title: 'CoreDNS asks one server for all names outside.',
  why: 'When the server that forward names does not answer, no name outside of the cluster resolves for any pod, however many replicas of CoreDNS there are.',
  remedy: 'Name two servers or more of different operators; CoreDNS leaves out those that do not answer.',
  example: 'forward . 9.9.9.9 1.1.1.1',
  sources: ['https://coredns.io/plugins/forward/'],
  check: (model) =>
    model.ofType('ConfigMap').flatMap((object) => {
      const corefile = text(at(object.manifest, 'data', 'Corefile'));
      const [, servers] = /^\s*forward\s+\.\s+([^{\n#]+)/m.exec(corefile ?? '') ?? [];
      const named = servers?.trim().split(/\s+/) ?? [];
      const [only = ''] = named;
      // A file of the host names servers that are not known here.
      if (named.length !== 1 || !isIpv4(only.replace(/^(dns|tls):\/\//, '').replace(/:\d+$/, ''))) return [];
      return [
        {
          severity: 'outage' as const,
          object,
          field: ['data', 'Corefile'],
          message: `${describe(object)} sends every question about a name outside to ${only} alone.`,
        },
      ];
    }),
});
