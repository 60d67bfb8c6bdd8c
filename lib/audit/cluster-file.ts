import type { ClusterModel } from '../model/cluster-model';
import { type KubeObject, kubeObject } from '../model/kube-object';

/** The cluster file as an object, so that findings and evidence can point to its lines; undefined without one. */
export function clusterFileObject({ cluster, clusterDocument }: ClusterModel): KubeObject | undefined {
  if (cluster === undefined || clusterDocument === undefined) return undefined;
  const manifest = { apiVersion: 'zero-spof', kind: 'Cluster', metadata: { name: cluster.cluster.name } };
  return kubeObject({ manifest, source: { document: clusterDocument, path: [] } });
}
