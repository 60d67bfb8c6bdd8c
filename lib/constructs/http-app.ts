import { type Container, type EnvVar, IntOrString, type Probe } from './kubernetes';
import type { FailoverSpec, StatelessSpec } from '../spec/cluster-spec';
import { requests } from './resources';

type AppContainerSpec = StatelessSpec | FailoverSpec;

/** Seconds that one probe may take. */
const PROBE_TIMEOUT_SECONDS = 2;

/**
 * The container of an app. Its probes ask one question three ways: may it take requests (readiness), has it started
 * (startup), does it hang (liveness, ten times as patient, and only over the network or by command as readiness is).
 */
export function appContainer(app: AppContainerSpec): Container {
  const probe = probeOf(app);
  return {
    name: 'app',
    image: app.image,
    imagePullPolicy: 'IfNotPresent',
    ...(app.command ? { command: app.command } : {}),
    ...(app.args ? { args: app.args } : {}),
    ...(app.port === undefined ? {} : { ports: [{ name: 'http', containerPort: app.port }] }),
    ...(Object.keys(app.env).length > 0 ? { env: environment(app) } : {}),
    ...(app.secrets.length > 0 ? { envFrom: app.secrets.map((name) => ({ secretRef: { name } })) } : {}),
    resources: requests(app.resources.cpu, app.resources.memory, app.resources.memoryLimit),
    ...(probe && app.readiness
      ? {
          readinessProbe: { ...probe, periodSeconds: app.readiness.periodSeconds, failureThreshold: 2 },
          startupProbe: { ...probe, periodSeconds: 5, failureThreshold: Math.ceil(app.readiness.startSeconds / 5) },
          livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 10 },
        }
      : {}),
    securityContext: { allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } },
  };
}

function environment(app: AppContainerSpec): EnvVar[] {
  return Object.keys(app.env)
    .sort()
    .map((name) => ({ name, value: String(app.env[name]) }));
}

function probeOf({ readiness, port }: AppContainerSpec): Probe | undefined {
  if (!readiness) return undefined;
  if (readiness.command) return { exec: { command: readiness.command }, timeoutSeconds: PROBE_TIMEOUT_SECONDS };
  if (port === undefined) return undefined;
  const target = { port: IntOrString.fromString('http') };
  return readiness.path === undefined
    ? { tcpSocket: target, timeoutSeconds: PROBE_TIMEOUT_SECONDS }
    : { httpGet: { ...target, path: readiness.path }, timeoutSeconds: PROBE_TIMEOUT_SECONDS };
}
