import { parseYamlValues } from '../../model/chart-values';
import type { ClusterModel } from '../../model/cluster-model';
import { findAll } from '../../model/dotted-path';
import { at, object, text } from '../../model/json';
import { describe, type KubeObject } from '../../model/kube-object';
import { readRelease, RELEASE_TYPES } from '../../model/releases';
import type { FieldPath } from '../../model/source';
import { hasSeveralServers, serverAddresses } from '../control-plane';
import { defineRule } from '../define-rule';

export const apiAtOneNode = defineRule({
  id: 'api-at-one-node',
  topic: 'controlplane',
  title: 'The cluster asks one of its servers for the API.',
  why: 'A cluster with several API servers is of no use to those who know one address: when that machine fails, every agent, kube-proxy and client that was told it loses the API, its node counts as dead after 50 s, and its pods are given up although they run.',
  remedy:
    'Name a load balancer with several instances, a virtual address, or one on each node (127.0.0.1) that knows all servers.',
  example: 'controlPlaneEndpoint: api.example.com:6443',
  sources: [
    'https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/high-availability/#create-load-balancer-for-kube-apiserver',
    'https://docs.k3s.io/datastore/cluster-loadbalancer',
    'https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/#quick-start',
  ],
  check: (model) => {
    if (!hasSeveralServers(model)) return [];
    const servers = serverAddresses(model);
    const told = [...inConfigMaps(model), ...inWorkloads(model), ...inReleases(model)];
    return told.flatMap(({ from, field, host }) => {
      const node = servers.get(host.toLowerCase());
      if (node === undefined) return [];
      return [
        {
          severity: 'outage',
          object: from,
          field,
          message: `${describe(from)} tells those who read it to ask ${host} for the API, which is node ${node} alone: when it fails, the other servers do not help them.`,
        },
      ];
    });
  },
});

interface Told {
  readonly from: KubeObject;
  readonly field: FieldPath;
  readonly host: string;
}

/** In kubeadm's ClusterConfiguration, in a kubeconfig, and in the configuration of a k3s agent. */
const ENDPOINT = /^\s*(?:controlPlaneEndpoint|server):\s*["']?(?:https?:\/\/)?([\w.-]+)(?::\d+)?\/?["']?\s*$/m;

function inConfigMaps(model: ClusterModel): Told[] {
  return model.ofType('ConfigMap').flatMap((from) =>
    Object.entries(object(from.manifest['data'])).flatMap(([key, value]): Told[] => {
      const [, host] = ENDPOINT.exec(text(value) ?? '') ?? [];
      return host === undefined ? [] : [{ from, field: ['data', key], host }];
    }),
  );
}

/** Flags and variables by which programs are told where the API server is (client-go, k3s, Cilium, Calico). */
const FLAG = /^--?(?:server|master|apiserver|api-server|k8s-api-server|kube-apiserver-url)=(?:https?:\/\/)?([\w.-]+)/;
const VARIABLES = new Set(['KUBERNETES_SERVICE_HOST', 'KUBERNETES_MASTER', 'K3S_URL']);

function inWorkloads(model: ClusterModel): Told[] {
  return model.workloads.flatMap((workload) => {
    const seen = new Set<string>();
    return model.texts(workload).flatMap(({ value, variable, path }): Told[] => {
      const [, host] =
        variable === undefined
          ? (FLAG.exec(value) ?? [])
          : VARIABLES.has(variable)
            ? (/^(?:https?:\/\/)?([\w.-]+)/.exec(value) ?? [])
            : [];
      if (host === undefined || seen.has(host)) return [];
      seen.add(host);
      return [{ from: workload.object, field: path, host }];
    });
  });
}

/** The value of Cilium's chart. */
const CHART_VALUE = 'k8sServiceHost';

function inReleases(model: ClusterModel): Told[] {
  return RELEASE_TYPES.flatMap((type) => model.ofType(type)).flatMap((from) => {
    const { valuesPath = [] } = readRelease(from) ?? {};
    return findAll(parseYamlValues(at(from.manifest, ...valuesPath)), CHART_VALUE).flatMap(({ value }): Told[] => {
      const host = text(value);
      return host === undefined ? [] : [{ from, field: [...valuesPath, CHART_VALUE], host }];
    });
  });
}
