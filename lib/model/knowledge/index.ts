import { push } from '../pod-index';
import { charts } from './charts';
import type { Chart, Knowledge, OperatorKind, Program, Provisioner } from './knowledge';
import { operators } from './operators';
import { programs } from './programs';
import { provisioners } from './provisioners';

export const standardKnowledge: Knowledge = { programs, operators, provisioners, charts };

/** Questions to the knowledge, each answered without looking at all of it. */
export interface KnowledgeIndex {
  /** What is known of the program of an image, in a workload of that name. */
  programOf(image: string, workload: string): Program | undefined;
  operatorOf(type: string): OperatorKind | undefined;
  provisioner(name: string): Provisioner | undefined;
  /** The provisioner that brings a StorageClass of that name with it. */
  provisionerOfClass(name: string): Provisioner | undefined;
  chart(name: string): Chart | undefined;
  /** Keys of labels that programs put on their own pods while they run. */
  readonly runtimeLabels: ReadonlySet<string>;
}

export function indexKnowledge(knowledge: Knowledge): KnowledgeIndex {
  const byLastPart = new Map<string, Program[]>();
  for (const program of knowledge.programs) push(byLastPart, lastPart(program.image), program);
  const operatorKinds = new Map(knowledge.operators.map((o) => [o.type, o]));
  const provisionersByName = new Map(knowledge.provisioners.map((p) => [p.name, p]));
  const provisionersByClass = new Map(
    knowledge.provisioners.flatMap((p) => (p.classes ?? []).map((c) => [c, p] as const)),
  );
  const chartsByName = new Map(knowledge.charts.map((c) => [c.chart, c]));
  return {
    runtimeLabels: new Set(knowledge.programs.flatMap(({ runtimeLabels = [] }) => runtimeLabels)),
    operatorOf: (type) => operatorKinds.get(type),
    provisioner: (name) => provisionersByName.get(name),
    provisionerOfClass: (name) => provisionersByClass.get(name),
    chart: (name) => chartsByName.get(name),
    programOf(image, workload) {
      const repository = repositoryOf(image);
      return (byLastPart.get(lastPart(repository)) ?? []).find(
        (program) =>
          endsWith(repository, program.image) && (program.name === undefined || workload.includes(program.name)),
      );
    },
  };
}

/** A user's knowledge together with the standard one; where both know something, the user's counts. */
export function mergeKnowledge(own: Partial<Knowledge>): Knowledge {
  return {
    programs: [...(own.programs ?? []), ...programs],
    operators: [...operators, ...(own.operators ?? [])],
    provisioners: [...provisioners, ...(own.provisioners ?? [])],
    charts: [...charts, ...(own.charts ?? [])],
  };
}

/** `quay.io/argoproj/argocd` of `quay.io/argoproj/argocd:v2@sha256:…`. */
function repositoryOf(image: string): string {
  const withoutDigest = image.split('@')[0] ?? '';
  const colon = withoutDigest.lastIndexOf(':');
  return colon > withoutDigest.lastIndexOf('/') ? withoutDigest.slice(0, colon) : withoutDigest;
}

function lastPart(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}

/** Whole parts only: `redis` is the end of `docker.io/library/redis`, not of `my-redis`. */
function endsWith(repository: string, end: string): boolean {
  return repository === end || repository.endsWith(`/${end}`);
}
