import etcdCertificate from '../host/etcd-certificate.sh';
import { compact } from '../compact';
import type { HostFile } from '../step';

/** Where the key of etcd's authority is on every host that makes certificates with it. */
export const AUTHORITY_KEY = '/etc/zero-spof/etcd-ca.key';

export interface EtcdCertificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly commonName: string;
  /** As openssl takes it, such as `IP:10.0.0.1`. @default none: only for a client */
  readonly addresses?: string;
}

const PROGRAM = '/usr/local/lib/zero-spof/etcd-certificate';

/**
 * The program that makes and renews certificates, and a timer that calls it once a day.
 *
 * @param unit name of the timer and its service: a host may be a member and a server, and has one for each
 */
export function certificateFiles(
  unit: string,
  caFile: string,
  certificates: readonly EtcdCertificate[],
): readonly HostFile[] {
  const calls = certificates.map(({ certFile, keyFile, commonName, addresses = '' }) =>
    `ExecStart=${PROGRAM} ${caFile} ${certFile} ${keyFile} ${commonName} ${addresses}`.trimEnd(),
  );
  return [
    { path: PROGRAM, mode: '0755', text: compact(etcdCertificate) },
    {
      path: `/etc/systemd/system/${unit}.service`,
      text: `[Unit]\nDescription=Renews certificates of etcd\n[Service]\nType=oneshot\n${calls.join('\n')}\n`,
    },
    {
      path: `/etc/systemd/system/${unit}.timer`,
      text: '[Timer]\nOnCalendar=daily\nRandomizedDelaySec=1h\nPersistent=true\n[Install]\nWantedBy=timers.target\n',
    },
  ];
}
