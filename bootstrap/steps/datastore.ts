import { certificateFiles } from '../etcd/certificate-files';
import type { NodePlan } from '../node-plan';
import { assignments } from '../quote';
import type { Step } from '../step';
import code from './datastore.sh';
import certificate from './datastore-certificate.sh';

/** For servers whose datastore is an etcd by itself; nothing for all others. */
export function datastore({ spec, node, hasEtcdAuthority = false }: NodePlan): readonly Step[] {
  const { datastore: store } = spec.cluster;
  if (store === 'embedded' || node.role === 'agent') return [];
  const { endpoints, caFile, certFile, keyFile } = store;
  const settings = assignments({
    ENDPOINTS: endpoints.join(' '),
    ETCD_CA: caFile,
    ETCD_CERT: certFile,
    ETCD_KEY: keyFile,
  });
  return [
    {
      name: 'datastore',
      code: settings + code + (hasEtcdAuthority ? certificate : ''),
      files: hasEtcdAuthority
        ? certificateFiles('zero-spof-k3s-etcd-certificate', caFile, [
            { certFile, keyFile, commonName: `k3s-${node.name}` },
          ])
        : [],
    },
  ];
}
