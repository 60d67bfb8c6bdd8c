import type { ClusterModel } from '../model/cluster-model';
import type { KubeObject } from '../model/kube-object';

const LABELS = [
  'node-role.kubernetes.io/control-plane',
  'node-role.kubernetes.io/etcd',
  'node-role.kubernetes.io/master',
];

/** Node objects of the control plane. */
export function controlPlaneNodes(model: ClusterModel): readonly KubeObject[] {
  return model.ofType('Node').filter(({ labels }) => LABELS.some((key) => key in labels));
}
