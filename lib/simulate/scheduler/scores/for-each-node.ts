/** A number for each of the nodes, in their order. Typed arrays' own `from` takes many times as long. */
export function forEachNode(nodes: readonly number[], of: (node: number) => number): Float64Array {
  const values = new Float64Array(nodes.length);
  for (let index = 0; index < values.length; index += 1) values[index] = of(nodes[index] ?? 0);
  return values;
}
