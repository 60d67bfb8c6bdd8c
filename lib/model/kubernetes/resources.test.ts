import { allocatableOf, podRequests } from './resources';
import type { Container, PodSpec } from './types';

const asking = (cpu: string | number | undefined, memory?: string): Container => ({
  resources: { requests: { ...(cpu !== undefined && { cpu }), ...(memory && { memory }) } },
});
const sidecar = (cpu: string): Container => ({ ...asking(cpu), restartPolicy: 'Always' });

describe('podRequests', () => {
  test.each<[string, PodSpec, object | undefined]>([
    ['nothing', {}, {}],
    ['containers add up', { containers: [asking('100m', '1Mi'), asking(1)] }, { cpu: 1100, memory: 1_048_576 }],
    ['each amount is rounded up to thousandths', { containers: [asking('0.5m'), asking('0.5m')] }, { cpu: 2 }],
    [
      'limits stand for absent requests',
      { containers: [{ resources: { requests: { cpu: 1 }, limits: { cpu: 2, memory: '1k' } } }] },
      { cpu: 1000, memory: 1000 },
    ],
    [
      'the largest init container counts, if larger',
      { initContainers: [asking(3), asking(2)], containers: [asking(1), asking(1)] },
      { cpu: 3000 },
    ],
    ['a small init container does not', { initContainers: [asking(1)], containers: [asking(2)] }, { cpu: 2000 }],
    [
      'each resource has its own peak',
      { initContainers: [asking(1, '9k')], containers: [asking(2, '1k')] },
      { cpu: 2000, memory: 9000 },
    ],
    ['sidecars run beside the containers', { initContainers: [sidecar('1')], containers: [asking(2)] }, { cpu: 3000 }],
    [
      'and beside later init containers',
      { initContainers: [sidecar('1'), asking(5)], containers: [asking(2)] },
      { cpu: 6000 },
    ],
    ['not beside earlier ones', { initContainers: [asking(5), sidecar('1')], containers: [asking(2)] }, { cpu: 5000 }],
    [
      'overhead comes on top',
      { containers: [asking(1)], overhead: { cpu: '250m', memory: '1k' } },
      { cpu: 1250, memory: 1000 },
    ],
    [
      'the pod level replaces the sum',
      { containers: [asking(1), asking(1, '1k')], resources: { requests: { cpu: '500m' } } },
      { cpu: 500, memory: 1000 },
    ],
    [
      'limits of the pod are no requests where containers have some',
      { containers: [asking(1)], resources: { limits: { cpu: 4, memory: '4k' } } },
      { cpu: 1000, memory: 4000 },
    ],
    [
      'other resources have no pod level',
      { containers: [], resources: { requests: { 'ephemeral-storage': '1k' } } },
      {},
    ],
    ['no quantity', { containers: [asking('1 core')] }, undefined],
    ['no quantity in a sidecar', { initContainers: [sidecar('x')] }, undefined],
  ])('%s', (_, pod, expected) => expect(podRequests(pod)).toEqual(expected));
});

describe('allocatableOf', () => {
  test.each([
    [
      'allocatable',
      { allocatable: { cpu: '4', memory: '1Ki', pods: '110' }, capacity: { cpu: '8' } },
      { cpu: 4000, memory: 1024, pods: 110 },
    ],
    ['capacity where that is all there is', { capacity: { cpu: 8 } }, { cpu: 8000 }],
    ['unknown', {}, undefined],
    ['no quantity', { allocatable: { cpu: 'many' } }, undefined],
  ])('%s', (_, status, expected) => expect(allocatableOf({ metadata: { name: 'n' }, status })).toEqual(expected));
});
