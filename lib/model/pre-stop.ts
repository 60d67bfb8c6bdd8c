import { at, integer, texts } from './json';
import type { Container } from './pod-template';

/** Commands that tell the program to end and wait for that: they keep nothing open. Source: ingress-nginx v1.15.1. */
const WAITS_FOR_END = /(^|\/)wait-shutdown$/;

/** `sleep 15`, in whatever shell, with a unit of seconds or minutes. */
const SLEEP = /(?:^|[\s;&/])sleep\s+(\d+)([sm]?)\b/;

/**
 * How many seconds a container goes on as before once it is to be stopped, before it is told: 0 without a preStop hook,
 * undefined where the hook does something else than sleep.
 *
 * Source: killContainer, k8s.io/kubernetes v1.36.3, pkg/kubelet/kuberuntime/kuberuntime_container.go.
 */
export function preStopSeconds({ value }: Container): number | undefined {
  const hook = at(value, 'lifecycle', 'preStop');
  if (hook === undefined || hook === null) return 0;
  const sleep = integer(at(hook, 'sleep', 'seconds'));
  if (sleep !== undefined) return sleep;
  const command = texts(at(hook, 'exec', 'command'));
  if (command.length === 1 && WAITS_FOR_END.test(command[0] ?? '')) return 0;
  const [, number, unit] = SLEEP.exec(command.join(' ')) ?? [];
  return number === undefined ? undefined : Number(number) * (unit === 'm' ? 60 : 1);
}
