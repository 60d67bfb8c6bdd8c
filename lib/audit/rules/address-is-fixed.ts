import { describe } from '../../model/kube-object';
import { isIpv4 } from '../../model/hosts-in-text';
import { hasSeveralServers, serverAddresses } from '../control-plane';
import { defineRule } from '../define-rule';

export const addressIsFixed = defineRule({
  id: 'address-is-fixed',
  topic: 'traffic',
  title: 'A workload is told the address of one machine.',
  why: 'An address in a variable, an argument or a ConfigMap stands for one machine: when that fails, or gets another address, the workload goes on asking it. A name of a Service, or of a load balancer, can move.',
  remedy:
    'Name a Service or a DNS name with several addresses. If the address is kept available by something else (a virtual IP), accept this with a waiver.',
  example: 'env:\n  - name: DATABASE_HOST\n    value: store-rw.shop.svc',
  sources: ['https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors'],
  check: (model) =>
    model.workloads.flatMap((workload) => {
      if (workload.kind === 'job' || model.replicas(workload).count === 0) return [];
      const seen = new Set<string>();
      return model.askedHosts(workload).flatMap(({ host, port, text }) => {
        if (!isIpv4(host) || !isMachine(host) || seen.has(host)) return [];
        // Who listens on an address, or is told one's own, does not ask it.
        if (
          /listen|bind|advertise|cidr|subnet|netmask|range/i.test(`${text.variable ?? ''} ${text.value.slice(0, 80)}`)
        )
          return [];
        seen.add(host);
        // One of several API servers is a fault of its own.
        if (hasSeveralServers(model) && serverAddresses(model).has(host) && text.variable === 'KUBERNETES_SERVICE_HOST')
          return [];
        const api = text.variable === 'KUBERNETES_SERVICE_HOST' || port === 6443;
        return [
          {
            severity: 'advisory' as const,
            object: text.object,
            field: text.path,
            message: `${describe(workload.object)} asks ${host}${port === undefined ? '' : `:${port}`}, one machine${api ? ', for the API server: when it fails, the others are of no use' : ''}.`,
            related: text.object === workload.object ? [] : [workload.object],
          },
        ];
      });
    }),
});

/** Not the own host, a network, or an address for all. */
function isMachine(address: string): boolean {
  const [first = 0, second = 0, , last = 0] = address.split('.').map(Number);
  if (first === 0 || first === 127 || first >= 224 || last === 0 || last === 255) return false;
  return !(first === 169 && second === 254);
}
