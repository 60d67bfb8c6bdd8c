import type { Chart } from 'cdk8s';

const NOTE = 'zero-spof/note';

/** Says, at the head of its file, what a chart is for. */
export function addNote(chart: Chart, text: string): void {
  chart.node.addMetadata(NOTE, text);
}

export function notesOf(chart: Chart): string[] {
  return chart.node.metadata.filter((entry) => entry.type === NOTE).map((entry) => String(entry.data));
}
