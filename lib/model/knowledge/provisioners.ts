import type { Provisioner } from './knowledge';

const keeps =
  (where: Provisioner['keeps']) =>
  (name: string, source: string): Provisioner => ({ name, keeps: where, source });
const node = keeps('node');
const zone = keeps('zone');
const region = keeps('region');
const server = keeps('server');
const replicated = (name: string, source: string, parameter?: string, standard = 1): Provisioner => ({
  name,
  keeps: 'replicated',
  ...(parameter === undefined ? {} : { copies: { parameter, standard } }),
  source,
});

export const provisioners: readonly Provisioner[] = [
  { ...node('rancher.io/local-path', 'rancher/local-path-provisioner README, v0.0.32'), classes: ['local-path'] },
  node('kubernetes.io/no-provisioner', 'kubernetes.io/docs/concepts/storage/volumes: local'),
  node('microk8s.io/hostpath', 'microk8s.io/docs/addon-hostpath-storage'),
  node('k8s.io/minikube-hostpath', 'minikube.sigs.k8s.io: persistent volumes'),
  node('docker.io/hostpath', 'Docker Desktop: Kubernetes'),
  node('openebs.io/local', 'openebs.io/docs, 4.3: Local PV Hostpath'),
  node('local.csi.openebs.io', 'openebs.io/docs, 4.3: Local PV LVM'),
  node('zfs.csi.openebs.io', 'openebs.io/docs, 4.3: Local PV ZFS'),
  node('topolvm.io', 'topolvm/topolvm README, v0.38'),
  node('topolvm.cybozu.com', 'topolvm/topolvm README, before v0.12'),
  node('hostpath.csi.k8s.io', 'kubernetes-csi/csi-driver-host-path README'),
  {
    ...replicated('driver.longhorn.io', 'longhorn.io/docs/1.11.3: StorageClass parameters', 'numberOfReplicas', 3),
    classes: ['longhorn', 'longhorn-static'],
  },
  replicated(
    'linstor.csi.linbit.com',
    'linbit.com/drbd-user-guide: LINSTOR CSI, autoPlace',
    'linstor.csi.linbit.com/placementCount',
  ),
  replicated('io.openebs.csi-mayastor', 'openebs.io/docs, 4.3: Replicated PV Mayastor, repl', 'repl'),
  replicated('rook-ceph.rbd.csi.ceph.com', 'rook.io/docs/rook/v1.18: CephBlockPool'),
  replicated('rook-ceph.cephfs.csi.ceph.com', 'rook.io/docs/rook/v1.18: CephFilesystem'),
  replicated('rbd.csi.ceph.com', 'docs.ceph.com: the pool decides'),
  replicated('cephfs.csi.ceph.com', 'docs.ceph.com: the pool decides'),
  zone('ebs.csi.aws.com', 'docs.aws.amazon.com/ebs: a volume is in one availability zone'),
  zone('kubernetes.io/aws-ebs', 'docs.aws.amazon.com/ebs: a volume is in one availability zone'),
  zone('pd.csi.storage.gke.io', 'cloud.google.com/compute/docs/disks: zonal unless regional-pd'),
  zone('kubernetes.io/gce-pd', 'cloud.google.com/compute/docs/disks: zonal'),
  zone('disk.csi.azure.com', 'learn.microsoft.com/azure: managed disks, zonal unless ZRS'),
  zone('csi.hetzner.cloud', 'docs.hetzner.cloud: a volume is in one location'),
  zone('dobs.csi.digitalocean.com', 'docs.digitalocean.com/products/volumes'),
  zone('csi.scaleway.com', 'scaleway.com/docs/block-storage'),
  zone('cinder.csi.openstack.org', 'docs.openstack.org/cinder: availability zones'),
  region('efs.csi.aws.com', 'docs.aws.amazon.com/efs: regional file systems'),
  region('file.csi.azure.com', 'learn.microsoft.com/azure: Azure Files'),
  server('nfs.csi.k8s.io', 'kubernetes-csi/csi-driver-nfs README: parameter server'),
  server('cluster.local/nfs-subdir-external-provisioner', 'kubernetes-sigs/nfs-subdir-external-provisioner README'),
  server('k8s-sigs.io/nfs-subdir-external-provisioner', 'kubernetes-sigs/nfs-subdir-external-provisioner README'),
  server('smb.csi.k8s.io', 'kubernetes-csi/csi-driver-smb README: parameter source'),
];
