import type { Topic } from './audit-result';

/** What `zero-spof explain RULE`, docs/rules/ and the help of SARIF tell about a rule. */
export interface RuleText {
  /** Names the fault: `single-replica`. Keeps its meaning once released. */
  readonly id: string;
  readonly topic: Topic;
  /** One line: what is wrong. */
  readonly title: string;
  /** What can happen, and how Kubernetes comes to it. */
  readonly why: string;
  /** How to mend it. */
  readonly remedy: string;
  /** A few lines of a manifest as they should be, or a command. */
  readonly example: string;
  /** Where Kubernetes, k3s, Longhorn or Flux say so, with the version. */
  readonly sources: readonly string[];
}
