import { Chart } from 'cdk8s';
import { KubeConfigMap, KubeIngressClass } from '../../constructs/kubernetes';
import type { Construct } from 'constructs';
import { SpreadDeployment } from '../../constructs/spread-deployment';
import type { ClusterSpec } from '../../spec/cluster-spec';
import { CHART_PROPS } from '../chart-props';
import { addIngressService, DEFAULT_CLASS, ingressNodes } from '../ingress-exposure';
import { addAdmission } from './admission';
import { CONTROLLER_CLASS, controllerContainer, GRACE_SECONDS, nginxSettings } from './controller';
import { ACCOUNT, ADMISSION, CONTROLLER, CONTROLLER_LABELS as labels, NAMESPACE } from './names';
import { addControllerAccount } from './rbac';

/**
 * ingress-nginx, retired upstream: this is its last release, and gets no security fixes. Names and labels are those of
 * its own Helm chart.
 *
 * Source: kubernetes/ingress-nginx controller-v1.15.1 (2026-03-19), deploy/static and charts/ingress-nginx 4.15.1.
 */
export class IngressNginx extends Chart {
  constructor(layer: Construct, spec: ClusterSpec) {
    super(layer, 'ingress-nginx', CHART_PROPS);
    const { exposure, replicas } = spec.ingress;
    const controller = { name: CONTROLLER, namespace: NAMESPACE, labels };

    addControllerAccount(this);
    new KubeConfigMap(this, 'settings', { metadata: controller, data: nginxSettings(spec) });
    new KubeIngressClass(this, 'class', {
      metadata: { name: 'nginx', labels, annotations: DEFAULT_CLASS },
      spec: { controller: CONTROLLER_CLASS },
    });
    new SpreadDeployment(this, 'controller', {
      ...controller,
      replicas,
      nodes: ingressNodes(spec),
      onlyOnNodes: exposure === 'hostPort',
      podSpec: {
        serviceAccountName: ACCOUNT,
        priorityClassName: 'infrastructure',
        terminationGracePeriodSeconds: GRACE_SECONDS,
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        containers: [controllerContainer(spec)],
        // Not optional: the controller looks for the certificate once, when it starts.
        volumes: [{ name: 'webhook-cert', secret: { secretName: ADMISSION } }],
      },
    });
    addIngressService(this, { ...controller, exposure });
    addAdmission(this);
  }
}
