import { readSettings } from './read-settings';

test('settings are read by section and key', () => {
  expect(readSettings(['etcd.electionMs=5000', 'etcd.heartbeatMs=500', 'leases.released=true'])).toEqual({
    etcd: { electionMs: 5000, heartbeatMs: 500 },
    leases: { released: true },
  });
});

test('all mistakes are told at once', () => {
  const read = () => readSettings(['etcd.elections=1', 'etcd.electionMs=soon', 'leases.released=1']);
  expect(read).toThrow(
    /found etcd.elections=1; expected one of etcd.heartbeatMs, .*\netcd.electionMs: found soon.*\n.*found 1; expected true or false/,
  );
});
