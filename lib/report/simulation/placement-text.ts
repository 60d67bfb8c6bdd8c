import type { Concentration, PlacementResult } from '../../simulate/placement/placement-result';
import { countOf } from '../../spec/draft';
import { describeObject } from '../audit-report';
import { paint, printable, TEXT_COLUMNS, wrapText } from '../style';

/** Where pods go, for people: what stays pending first, then nodes with their pods, then what may share one node. */
export function renderPlacement(
  { assumptions, nodes, steps, concentrations }: PlacementResult,
  color: boolean,
): string {
  const pending = steps.filter(({ chosen }) => chosen === null);
  const byNode = new Map(nodes.map((name): [string, string[]] => [name, []]));
  for (const { pod, chosen } of steps) if (chosen !== null) byNode.get(chosen)?.push(pod);
  const shared = concentrations.filter(({ fewestNodes, replicas }) => fewestNodes === 1 && replicas > 1);
  const unclear = concentrations.filter((one) => one.unclear !== null);
  return [
    ...pending.map(({ pod, reason }) =>
      [
        `${paint('red', 'pending', color)}  ${printable(pod)}`,
        ...(reason === null ? [] : [wrapText(printable(reason), '    ')]),
        '',
      ].join('\n'),
    ),
    ...[...byNode].map(([name, pods]) =>
      [
        paint('bold', heading(name, countOf(pods.length, 'pod')), color),
        ...(pods.length > 0 ? [wrapText(pods.map(printable).join(', '), '  ')] : []),
        '',
      ].join('\n'),
    ),
    ...(shared.length > 0
      ? [`${paint('bold', 'One node can hold all of', color)}\n${shared.map(describeShared).join('\n')}\n`]
      : []),
    ...unclear.map((one) => `${wrapText(`Cannot tell for ${nameOf(one)}: ${one.unclear ?? ''}.`, '')}\n`),
    ...(assumptions.length > 0 ? [`${assumptions.map((a) => wrapText(`Assumed: ${a}`, '')).join('\n')}\n`] : []),
    `${wrapText(score(steps.length, pending.length, concentrations, shared.length), '')}\n`,
  ].join('\n');
}

function heading(name: string, right: string): string {
  const title = printable(name);
  return `${title}${' '.repeat(Math.max(2, TEXT_COLUMNS - title.length - right.length))}${right}`;
}

function nameOf({ object, part }: Concentration): string {
  return printable(part === null ? describeObject(object) : `${describeObject(object)} (${part})`);
}

function describeShared(one: Concentration): string {
  const [node] = Object.keys(one.witness);
  return wrapText(`${nameOf(one)}: ${one.replicas} on ${node ?? 'no node'}`, '  ');
}

function score(pods: number, pending: number, all: readonly Concentration[], shared: number): string {
  const many = all.filter(({ replicas }) => replicas > 1).length;
  return `${pods - pending} of ${countOf(pods, 'pod')} find a node as kube-scheduler chooses, where several nodes are equally good by the seed. Of ${countOf(many, 'set')} with several pods, ${shared} can come to be on one node, in a placement that is legal.`;
}
