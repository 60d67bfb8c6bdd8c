import { kubeletConfig } from '../../../bootstrap/k3s/policies';
import type { Cluster } from '../cluster/cluster';
import { DNS_ADDRESS, POD_CIDR } from '../cluster/ports';
import { proxyConfig } from '../cluster/proxy-config';
import type { SeedFile } from '../machines';
import { INTERFACE } from '../network/address-plan';
import { AUTHORITY, kubeconfigOf } from './node-access';

export interface NodeOptions {
  readonly name: string;
  readonly zone: string;
  /** As `KEY=VALUE:EFFECT`. @default none */
  readonly taint?: string;
}

/** Where a node has the archives of its images; all are imported before its kubelet starts. */
export const IMAGES = '/opt/images';
export const PAUSE_IMAGE = 'zero-spof.test/pause:1';

const UNITS = '/etc/systemd/system';
const CNI = '/etc/cni/net.d/10-flannel.conflist';
const NETWORK = '/etc/kubernetes/flannel.json';
const KUBELET = '/etc/kubernetes/kubelet';
const RESOLV_CONF = '/etc/kubernetes/resolv.conf';

/** What makes a machine a node, as k3s would: a load balancer, containerd, flannel, kube-proxy and a kubelet. */
export function nodeFiles(cluster: Cluster, options: NodeOptions): readonly SeedFile[] {
  const servers = cluster.servers.map(cluster.network.host);
  const paths = { authority: AUTHORITY, admin: '/run/haproxy-admin.sock' };
  return [
    { path: '/etc/haproxy/haproxy.cfg', content: proxyConfig(servers, cluster.settings.proxy, paths) },
    { path: '/etc/containerd/config.toml', content: CONTAINERD },
    { path: RESOLV_CONF, content: 'nameserver 192.0.2.53\n' },
    { path: NETWORK, content: json({ Network: POD_CIDR, Backend: { Type: 'vxlan' } }) },
    { path: `${KUBELET}.yaml`, content: json(kubelet(cluster)) },
    // What bootstrap gives every kubelet.
    { path: `${KUBELET}.conf.d/10-zero-spof.conf`, content: kubeletConfig },
    { path: '/etc/systemd/logind.conf.d/zz-zero-spof.conf', content: '[Login]\nInhibitDelayMaxSec=90\n' },
    { path: '/etc/sysctl.d/90-node.conf', content: SYSCTLS },
    ...units(options).map(([name, content]) => ({ path: `${UNITS}/${name}.service`, content })),
    { path: `${UNITS}/multi-user.target.d/node.conf`, content: `[Unit]\nWants=${WANTED.join(' ')}\n` },
  ];
}

const PROGRAMS = ['kubelet', 'kube-proxy', 'flannel'] as const;
const WANTED = ['haproxy', 'containerd', ...PROGRAMS].map((name) => `${name}.service`);

const SYSCTLS = `net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
vm.overcommit_memory = 1
kernel.panic = 10
kernel.panic_on_oops = 1
`;

/** As k3s writes it: ports below 1024 are for everybody in a pod. */
const CONTAINERD = `version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  enable_unprivileged_ports = true
  enable_unprivileged_icmp = true
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/usr/lib/cni"
  conf_dir = "/etc/cni/net.d"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
`;

function kubelet({ settings }: Cluster): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    authentication: { anonymous: { enabled: false }, x509: { clientCAFile: AUTHORITY } },
    authorization: { mode: 'Webhook' },
    cgroupDriver: 'cgroupfs',
    clusterDNS: [DNS_ADDRESS],
    clusterDomain: 'cluster.local',
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    nodeLeaseDurationSeconds: settings.nodes.leaseMs / 1000,
    resolvConf: RESOLV_CONF,
    // The computer's, not a node's.
    failCgroupV1: false,
    failSwapOn: false,
    evictionHard: { 'memory.available': '0%', 'nodefs.available': '0%', 'imagefs.available': '0%' },
    imageGCHighThresholdPercent: 100,
  };
}

function units({ name, zone, taint }: NodeOptions): readonly (readonly [name: string, content: string])[] {
  const done = '/var/lib/containerd/imported';
  const images = `[ -e ${done} ] || { for image in ${IMAGES}/*.tar; do ctr -n k8s.io images import "$image"; done; touch ${done}; }`;
  const taints = taint === undefined ? '' : ` --register-with-taints=${taint}`;
  const [kubeletUnit, proxyUnit, flannelUnit] = [
    `--config=${KUBELET}.yaml --config-dir=${KUBELET}.conf.d --kubeconfig=${kubeconfigOf('kubelet')}` +
      ` --hostname-override=${name} --node-labels=topology.kubernetes.io/zone=${zone}${taints}`,
    `--kubeconfig=${kubeconfigOf('kube-proxy')} --proxy-mode=iptables --cluster-cidr=${POD_CIDR}` +
      // Limits of connection tracking are the whole computer's.
      ` --hostname-override=${name} --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0s --conntrack-tcp-timeout-close-wait=0s`,
    `${kubeconfigOf('flannel')} ${INTERFACE} ${NETWORK} ${CNI}`,
  ];
  return [
    [
      'kubelet',
      `${unit('kubelet', kubeletUnit)}ExecStartPre=/bin/sh -ec '${images}'\nKillMode=process\nDelegate=yes\n`,
    ],
    ['kube-proxy', unit('kube-proxy', proxyUnit)],
    ['flannel', `${unit('flannel', flannelUnit)}Environment=NODE_NAME=${name}\n`],
  ];
}

/** Started again for ever, as k3s is. */
function unit(program: (typeof PROGRAMS)[number], args: string): string {
  return `[Unit]
After=network.target containerd.service haproxy.service dbus.service
StartLimitIntervalSec=0
[Service]
ExecStart=/usr/local/bin/${program} ${args}
Restart=always
RestartSec=1
`;
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
