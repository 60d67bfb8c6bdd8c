/**
 * What Kubernetes does not say: who makes pods for a custom resource, where a provisioner keeps data, which programs
 * vote. Each entry names where it comes from. Users add their own.
 */
export interface Knowledge {
  readonly programs: readonly Program[];
  readonly operators: readonly OperatorKind[];
  readonly provisioners: readonly Provisioner[];
  readonly charts: readonly Chart[];
}

/** What a program is, known by its image. */
export interface Program {
  /** End of the image's repository, such as `argoproj/argocd`; a single word is the last part of it. */
  readonly image: string;
  /** Only workloads whose name holds this text: one image can be many programs. */
  readonly name?: string;
  /**
   * - `control-loop`: it makes the cluster match what is asked for, and serves nobody meanwhile. One replica at a time
   *   works; another takes over.
   * - `deploy-helper`: it is needed while something is installed, not afterwards.
   * - `quorum`: its members vote; more than half must be there.
   * - `datastore`: it keeps data in its volume, and does not replicate it unless it is set up to.
   * - `ingress-controller`: requests from outside pass through it.
   */
  readonly role: 'control-loop' | 'deploy-helper' | 'quorum' | 'datastore' | 'ingress-controller';
  /** It must never run twice, so that more replicas are no remedy. */
  readonly single?: boolean;
  /** Each replica has a share of the work for itself. */
  readonly sharded?: boolean;
  /** The flag without which several replicas work at the same time. */
  readonly electionFlag?: string;
  /** The setting with which it takes requests for a while after it was told to end; without it, it closes its ports. */
  readonly drainFlag?: string;
  /** Labels that it puts on its own pods while it runs. */
  readonly runtimeLabels?: readonly string[];
  readonly source: string;
}

/** A custom resource whose operator makes pods. */
export interface OperatorKind {
  /** `Cluster.postgresql.cnpg.io` */
  readonly type: string;
  /** What it runs, for messages. */
  readonly what: string;
  /** Groups of pods that are alike; each has its own number. */
  readonly sets: readonly OperatorSet[];
  /**
   * Fields by which the data lives in the pods: with that value, or, where none is given, by not being written.
   *
   * @default it does not
   */
  readonly keepsInPod?: readonly { readonly path: string; readonly value?: string }[];
  readonly source: string;
}

export interface OperatorSet {
  /** Name of the group in messages. */
  readonly name: string;
  /** Dotted path of the number of pods; `[]` after a part means each item of that list. */
  readonly replicas: string;
  /** How many there are where nothing is written; `absent`: then there is no such group. */
  readonly standard: number | 'absent';
  /** The fewest with which the loss of one stops nothing. */
  readonly minimum: number;
  /** Whether more than half must be there. */
  readonly quorum?: boolean;
  /** Whether they are kept on different nodes. */
  readonly spread: 'always' | 'never' | OperatorSpread;
}

/** A field that says whether the pods are kept on different nodes. */
export interface OperatorSpread {
  readonly path: string;
  /** Values with which the scheduler has to. */
  readonly hard: readonly (string | boolean)[] | 'anything';
  /** Whether it is hard where nothing is written. */
  readonly standard: boolean;
}

/** Where a provisioner keeps the data of a volume. */
export interface Provisioner {
  readonly name: string;
  /**
   * - `node`: on one node; it is not there while that is away, and lost with its disk.
   * - `zone`: in one zone.
   * - `replicated`: on several nodes, as its parameters say.
   * - `region`: it survives the loss of a zone.
   * - `server`: on one server outside.
   */
  readonly keeps: 'node' | 'zone' | 'replicated' | 'region' | 'server';
  /** Names of StorageClasses that come with it, for when the input has none of the name. */
  readonly classes?: readonly string[];
  /** Parameter of the StorageClass with the number of copies, and the number where it is not written. */
  readonly copies?: { readonly parameter: string; readonly standard: number };
  readonly source: string;
}

/** A chart, known by its name, and what its values say. */
export interface Chart {
  readonly chart: string;
  readonly what: string;
  readonly values: readonly ChartValue[];
  /** Deployments of the chart for which it makes no budget. @default none are known */
  readonly pods?: readonly ChartPods[];
  readonly source: string;
}

/** A Deployment that a chart makes. Values for pods are named as the fields of a pod: `tolerations`, `affinity` … */
export interface ChartPods {
  readonly name: string;
  /** Repository of its image; see `Program.image`. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The label that holds the name of the release. */
  readonly releaseLabel?: string;
  /** Dotted path of the number of replicas in the values; absent where no value says it. */
  readonly replicas?: string;
  /** The number where nothing is written. */
  readonly standard: number;
}

/** A value of a chart that decides about availability. */
export interface ChartValue {
  /** Dotted path in the values. */
  readonly path: string;
  /** What the chart takes where the value is not written. */
  readonly standard: number | string | boolean;
  /** What it must be. */
  readonly want:
    | { readonly atLeast: number }
    | { readonly oneOf: readonly (string | boolean)[] }
    /** Something is written, or a spread constraint with DoNotSchedule. */
    | { readonly set: 'anything' | 'hard-spread' };
  readonly topic: 'replicas' | 'spread' | 'placement' | 'pdb' | 'storage';
  readonly severity: 'outage' | 'degrades' | 'advisory';
  /** What happens otherwise: a sentence. */
  readonly because: string;
}
