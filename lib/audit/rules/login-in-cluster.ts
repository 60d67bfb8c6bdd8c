import type { ClusterModel } from '../../model/cluster-model';
import { hostsIn } from '../../model/hosts-in-text';
import { at, object, objects, text, texts } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import type { FieldPath } from '../../model/source';
import { defineRule } from '../define-rule';

export const loginInCluster = defineRule({
  id: 'login-in-cluster',
  topic: 'controlplane',
  title: 'Who logs in to the API server is proved by something that runs in the cluster itself.',
  why: 'The API server fetches the keys of the OIDC issuer from there, or asks a webhook there about each token. While the cluster, its ingress or its DNS is ill, the issuer is away, and nobody can log in that way to repair it; an API server that starts meanwhile knows no key at all.',
  remedy: 'Keep the issuer outside, or keep a way in beside it: a client certificate that is stored safely.',
  example: 'kubectl --client-certificate=admin.crt --client-key=admin.key get nodes',
  sources: [
    'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#openid-connect-tokens',
    'https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication',
  ],
  check: (model) => {
    const told = issuers(model);
    if (told.length === 0) return [];
    const served = servedHosts(model);
    return told.flatMap(({ url, ...place }) => {
      const host = hostsIn(url)[0]?.host;
      const by = host === undefined ? undefined : host.includes('.svc') ? host : served.get(host);
      if (host === undefined || by === undefined) return [];
      return [
        {
          severity: 'advisory' as const,
          ...place,
          message: `${describe(place.object)} lets the API server ask ${host} who somebody is, which ${typeof by === 'string' ? 'is a Service of the cluster' : `${describe(by)} serves`}.`,
          related: typeof by === 'string' ? [] : [by],
        },
      ];
    });
  },
});

interface Issuer {
  readonly object: KubeObject;
  readonly field: FieldPath;
  readonly url: string;
}

/** In the configuration of kubeadm and k3s, and in the arguments of API servers that a cluster lists. */
const ISSUER = /oidc-issuer-url[=:]\s*["']?(https:\/\/[^\s"']+)/;
/** Issuers of an AuthenticationConfiguration (apiserver.config.k8s.io). */
const STRUCTURED = /^\s*(?:-\s*)?(?:url|discoveryURL):\s*["']?(https:\/\/[^\s"']+)/gm;
/** Servers of a kubeconfig. */
const SERVER = /^\s*server:\s*["']?(https:\/\/[^\s"']+)/gm;
/** With these, the API server asks whom a kubeconfig names about each token, or each request. */
const WEBHOOK = /(?:authentication-token|authorization)-webhook-config-file/;

function issuers(model: ClusterModel): Issuer[] {
  const configured = configTexts(model);
  const asksWebhook = configured.some(({ written }) => WEBHOOK.test(written));
  return configured.flatMap(({ written, ...place }) => {
    const all = (pattern: RegExp) => [...written.matchAll(pattern)].map(([, url = '']) => ({ ...place, url }));
    const [, url] = ISSUER.exec(written) ?? [];
    return [
      ...(url === undefined ? [] : [{ ...place, url }]),
      ...(written.includes('kind: AuthenticationConfiguration') ? all(STRUCTURED) : []),
      ...(asksWebhook && written.includes('kind: Config') ? all(SERVER) : []),
    ];
  });
}

interface ConfigText {
  readonly object: KubeObject;
  readonly field: FieldPath;
  readonly written: string;
}

/** What may configure an API server: files of ConfigMaps, and the words of its command. */
function configTexts(model: ClusterModel): ConfigText[] {
  const files = model
    .ofType('ConfigMap')
    .flatMap((configMap) =>
      Object.entries(object(configMap.manifest['data'])).map(([key, value]) => ({
        object: configMap,
        field: ['data', key],
        written: text(value) ?? '',
      })),
    )
    .filter(({ written }) => /apiServer|kind: (?:AuthenticationConfiguration|Config)$/m.test(written));
  const running = model.ofType('Pod').flatMap((pod) =>
    objects(pod.spec['containers']).flatMap((container, i) => {
      const words = [...texts(container['command']), ...texts(container['args'])];
      if (!words.some((word) => word.endsWith('kube-apiserver'))) return [];
      return [{ object: pod, field: ['spec', 'containers', i, 'command'], written: words.join('\n') }];
    }),
  );
  return [...files, ...running];
}

function servedHosts(model: ClusterModel): ReadonlyMap<string, KubeObject> {
  return new Map(
    model.ofType('Ingress').flatMap((ingress) =>
      objects(ingress.spec['rules']).flatMap((rule) => {
        const host = text(at(rule, 'host'));
        return host === undefined ? [] : [[host, ingress] as const];
      }),
    ),
  );
}
