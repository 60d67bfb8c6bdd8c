import { Quantity, type ResourceRequirements } from './kubernetes';

/**
 * Requests for CPU and memory, and a limit for memory only: a CPU limit throttles probes and requests just when load
 * is highest, while memory without a limit can take the node down.
 *
 * @param memoryLimit none when undefined
 */
export function requests(cpu: string | number, memory: string, memoryLimit?: string): ResourceRequirements {
  return {
    requests: { cpu: Quantity.fromString(String(cpu)), memory: Quantity.fromString(memory) },
    ...(memoryLimit === undefined ? {} : { limits: { memory: Quantity.fromString(memoryLimit) } }),
  };
}
