import etcdRestart from '../host/etcd-restart.sh';
import etcdRestore from '../host/etcd-restore.sh';
import etcdSnapshot from '../host/etcd-snapshot.sh';
import { compact } from '../compact';
import { electionMsFor, heartbeatMsFor } from '../k3s/etcd-timing';
import { assignments } from '../quote';
import type { HostFile } from '../step';
import { certificateFiles } from './certificate-files';
import { clientUrl, type EtcdPlan, memberName, otherClientUrls, peerUrl } from './etcd-plan';
import { onCalendar } from './on-calendar';

const LIB = '/usr/local/lib/zero-spof';
const UNITS = '/etc/systemd/system';
const TLS = '/etc/zero-spof/etcd';
const LOOPBACK = '127.0.0.1';

/** Bytes at which etcd takes no more writes: its documentation's maximum. */
const QUOTA_BYTES = 8 * 1024 ** 3;

const UNIT = `[Unit]
Description=etcd of the cluster
Wants=network-online.target
After=network-online.target tailscaled.service
StartLimitIntervalSec=0
[Service]
Type=notify
EnvironmentFile=/etc/zero-spof/etcd.env
EnvironmentFile=-/etc/zero-spof/etcd-initial.env
ExecStart=/usr/local/bin/etcd
Restart=always
RestartSec=5s
TimeoutStartSec=0
LimitNOFILE=65536
OOMScoreAdjust=-999
[Install]
WantedBy=multi-user.target
`;

/** etcdctl with the certificate of this host, and all members unless others are named. */
const ETCDCTL = (addresses: readonly string[]): string => `#!/bin/bash
case " $* " in *' --endpoints='*) ;; *) set -- --endpoints=${addresses.map(clientUrl).join(',')} "$@" ;; esac
exec /usr/local/bin/etcdctl --cacert=${TLS}/ca.crt --cert=${TLS}/client.crt --key=${TLS}/client.key "$@"
`;

/**
 * What a member has on its host.
 *
 * Source: etcd.io/docs/v3.6/op-guide/configuration and security; heartbeat and election as for k3s' own etcd.
 */
export function memberFiles({ spec, address, addresses }: EtcdPlan): readonly HostFile[] {
  const { schedule, retention } = spec.etcdSnapshots;
  const certificate = (name: string, commonName: string, ips: readonly string[]) => ({
    certFile: `${TLS}/${name}.crt`,
    keyFile: `${TLS}/${name}.key`,
    commonName,
    addresses: ips.map((ip) => `IP:${ip}`).join(','),
  });
  return [
    ...certificateFiles('zero-spof-etcd-certificates', `${TLS}/ca.crt`, [
      certificate('server', 'etcd-server', [address, LOOPBACK]),
      certificate('peer', 'etcd-peer', [address]),
      certificate('client', 'etcd-client', []),
    ]),
    {
      path: '/etc/zero-spof/etcd.env',
      text: assignments({
        ETCD_NAME: memberName(address),
        ETCD_DATA_DIR: '/var/lib/zero-spof-etcd/data',
        ETCD_LISTEN_CLIENT_URLS: [address, LOOPBACK].map(clientUrl).join(','),
        ETCD_ADVERTISE_CLIENT_URLS: clientUrl(address),
        ETCD_LISTEN_PEER_URLS: peerUrl(address),
        ETCD_INITIAL_ADVERTISE_PEER_URLS: peerUrl(address),
        // Who lost its data asks the others, and never begins anew; only steps/etcd.sh knows when that is right.
        ETCD_INITIAL_CLUSTER_STATE: 'existing',
        ETCD_LISTEN_METRICS_URLS: `http://${LOOPBACK}:2381`,
        ETCD_TRUSTED_CA_FILE: `${TLS}/ca.crt`,
        ETCD_CERT_FILE: `${TLS}/server.crt`,
        ETCD_KEY_FILE: `${TLS}/server.key`,
        ETCD_CLIENT_CERT_AUTH: 'true',
        ETCD_PEER_TRUSTED_CA_FILE: `${TLS}/ca.crt`,
        ETCD_PEER_CERT_FILE: `${TLS}/peer.crt`,
        ETCD_PEER_KEY_FILE: `${TLS}/peer.key`,
        ETCD_PEER_CLIENT_CERT_AUTH: 'true',
        // A client's certificate is of the same authority, and makes no member.
        ETCD_PEER_CERT_ALLOWED_CN: 'etcd-peer',
        ETCD_HEARTBEAT_INTERVAL: heartbeatMsFor(spec.cluster.maxRoundTripMs),
        ETCD_ELECTION_TIMEOUT: electionMsFor(spec.cluster.maxRoundTripMs),
        ETCD_QUOTA_BACKEND_BYTES: QUOTA_BYTES,
        ETCD_LOG_LEVEL: 'warn',
      }),
    },
    { path: '/etc/zero-spof/etcd-others.env', text: assignments({ OTHERS: otherClientUrls({ address, addresses }) }) },
    { path: `${LIB}/etcdctl`, mode: '0755', text: ETCDCTL(addresses) },
    { path: `${LIB}/etcd-restart`, mode: '0755', text: compact(etcdRestart) },
    { path: `${LIB}/etcd-restore`, mode: '0755', text: compact(etcdRestore) },
    { path: `${LIB}/etcd-snapshot`, mode: '0755', text: compact(etcdSnapshot) },
    { path: `${UNITS}/zero-spof-etcd.service`, text: UNIT },
    {
      path: `${UNITS}/zero-spof-etcd-snapshot.service`,
      text: `[Unit]\nDescription=Snapshot of etcd\n[Service]\nType=oneshot\nExecStart=${LIB}/etcd-snapshot ${retention}\n`,
    },
    {
      path: `${UNITS}/zero-spof-etcd-snapshot.timer`,
      text: `[Timer]\n${onCalendar(schedule)
        .map((times) => `OnCalendar=${times}\n`)
        .join('')}Persistent=true\n[Install]\nWantedBy=timers.target\n`,
    },
  ];
}
