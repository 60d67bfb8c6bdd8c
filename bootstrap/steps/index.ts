import type { NodePlan } from '../node-plan';
import type { Step } from '../step';
import { apiProxy } from './api-proxy';
import { convert, isConverted } from './convert';
import { datastore } from './datastore';
import { firewall } from './firewall';
import { handover } from './handover';
import { host } from './host';
import { k3s } from './k3s';
import { packages } from './packages';
import { preflight } from './preflight';
import { proof } from './proof';
import { tailscale } from './tailscale';

/**
 * All steps of a node, in their order.
 *
 * @param isNewMachine a machine that boots for the first time: what only a host with a past needs is left out
 */
export function stepsOf(plan: NodePlan, isNewMachine: boolean): readonly Step[] {
  return [
    preflight(isNewMachine),
    packages,
    host,
    tailscale,
    firewall(plan),
    apiProxy(plan),
    ...(isConverted(plan) && !isNewMachine ? [convert(plan)] : []),
    ...datastore(plan),
    k3s(plan, isNewMachine),
    ...(plan.handsOver ? [handover] : []),
    proof(plan),
  ];
}
