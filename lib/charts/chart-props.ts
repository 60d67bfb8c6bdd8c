import type { ChartProps } from 'cdk8s';

/**
 * Names are given, never derived: a hash of the construct's path would rename objects when code moves. Namespaces are
 * given object by object: a chart's own would be stamped on cluster-scoped objects too.
 */
export const CHART_PROPS: ChartProps = { disableResourceNameHashes: true };
