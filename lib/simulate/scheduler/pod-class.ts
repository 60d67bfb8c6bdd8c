import type { HostPort } from '../../model/kubernetes/host-ports';
import type { CarriedTerm } from './carriers';
import type { Identity } from './identity';
import type { DomainCounter } from './match-counter';
import type { NodeVerdicts } from './node-verdicts';
import type { PodRequests } from './pod-requests';
import type { Topology } from './topology';

/** A pod, ready to be decided on: all that does not depend on where it and other pods are. Alike pods share it. */
export interface PodClass {
  readonly identity: Identity;
  readonly priority: number;
  readonly requests: PodRequests;
  readonly ports: readonly HostPort[];
  readonly verdicts: NodeVerdicts;
  readonly images: Int32Array;
  readonly hardSpread: readonly HardSpread[];
  readonly softSpread: SoftSpread | undefined;
  readonly affinity: RequiredAffinity | undefined;
  readonly antiAffinity: readonly DomainCounter[];
  readonly preferences: readonly Preference[];
  /** The terms that it brings along, for pods that come later. */
  readonly carries: readonly CarriedTerm[];
}

/** A spread constraint with `whenUnsatisfiable: DoNotSchedule`. */
export interface HardSpread {
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly topology: Topology;
  readonly counter: DomainCounter;
  /** 1 when the pod counts itself. */
  readonly selfMatch: 0 | 1;
}

/** All spread constraints with `whenUnsatisfiable: ScheduleAnyway`. */
export interface SoftSpread {
  readonly constraints: readonly SoftConstraint[];
  /** 1 for nodes that lack the label of a constraint: they score nothing. Undefined when that is no matter. */
  readonly ignored: Uint8Array | undefined;
}

export interface SoftConstraint {
  readonly maxSkew: number;
  readonly topology: Topology;
  /** Domain of each node for the number of domains. */
  readonly domainOf: Int32Array;
  /** Pods by domain; by node where the topology is that of host names. */
  readonly counts: Int32Array;
  readonly byHostname: boolean;
}

/** All required terms of pod affinity together: a pod must match every one of them to be counted. */
export interface RequiredAffinity {
  readonly counters: readonly DomainCounter[];
  /** Whether the first of a group may start it: the pod matches its own terms. */
  readonly selfMatch: boolean;
}

/** A preferred term of pod affinity, or of anti-affinity with a negative weight. */
export interface Preference {
  readonly counter: DomainCounter;
  readonly weight: number;
}
