import { hostPortsConflict, hostPortsOf } from './host-ports';

describe('hostPortsOf', () => {
  test('containers and sidecars, with the defaults of what is left out', () => {
    const ports = hostPortsOf({
      initContainers: [
        { ports: [{ containerPort: 1, hostPort: 1 }] },
        { ports: [{ containerPort: 2, hostPort: 2, protocol: 'UDP' }], restartPolicy: 'Always' },
      ],
      containers: [
        { ports: [{ containerPort: 3, hostPort: 30, hostIP: '10.0.0.1' }, { containerPort: 4 }, { hostPort: 0 }] },
        {},
      ],
    });
    expect(ports).toEqual([
      { ip: '0.0.0.0', protocol: 'UDP', port: 2 },
      { ip: '10.0.0.1', protocol: 'TCP', port: 30 },
    ]);
  });

  test("on the node's network container ports are host ports", () => {
    const ports = hostPortsOf({
      hostNetwork: true,
      containers: [{ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }] }],
    });
    expect(ports.map((p) => p.port)).toEqual([80, 81]);
  });
});

describe('hostPortsConflict', () => {
  const port = (ip: string, protocol = 'TCP', number = 80) => [{ ip, protocol, port: number }];

  test.each([
    ['same address', port('10.0.0.1'), port('10.0.0.1'), true],
    ['another address', port('10.0.0.1'), port('10.0.0.2'), false],
    ['all addresses and one', port('0.0.0.0'), port('10.0.0.2'), true],
    ['one and all addresses', port('10.0.0.2'), port('0.0.0.0'), true],
    [':: is an address like others', port('::'), port('10.0.0.2'), false],
    ['another protocol', port('0.0.0.0'), port('0.0.0.0', 'UDP'), false],
    ['another port', port('0.0.0.0'), port('0.0.0.0', 'TCP', 81), false],
    ['none', [], port('0.0.0.0'), false],
  ])('%s', (_, a, b, expected) => expect(hostPortsConflict(a, b)).toBe(expected));
});
