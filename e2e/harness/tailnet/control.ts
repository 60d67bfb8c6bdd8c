import { join } from 'node:path';
import { component } from '../components';
import type { Host } from '../network';
import type { Daemon } from '../runs/daemon';
import { GaveUp, waitFor } from '../runs/wait-for';

/** A control server of the test's own, with relay and STUN, on a light host of the network. */
export interface Control {
  readonly url: string;
  /** Nodes that register have to show this key; with '' none, as a real server asks of nodes that it knows. */
  readonly requireKey: (key: string) => Promise<void>;
  /** It forgets all nodes: its memory is all that it has. */
  readonly stop: () => Promise<void>;
}

export async function startControl(host: Host, authKey: string): Promise<Control> {
  const url = `http://${host.address}:8080`;
  const program = join(component('tailnet').folder, 'control-server');
  const daemon: Daemon = await host.start('control', program, [`--address=${host.address}`, `--auth-key=${authKey}`]);
  const ask = async (path: string, init: { readonly method: string; readonly body?: string }) => {
    const script =
      'fetch(process.argv[1], JSON.parse(process.argv[2])).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(2))';
    return host.run(process.execPath, ['-e', script, `${url}/admin/${path}`, JSON.stringify(init)], {
      timeoutMs: 5000,
    });
  };
  await waitFor(
    'the control server',
    async () => {
      if (daemon.ended()) throw new GaveUp(`the control server ended:\n${daemon.lastLines()}`);
      return (await ask('ready', { method: 'GET' })).code === 0;
    },
    { deadlineMs: 20_000, everyMs: 100 },
  );
  return {
    url,
    requireKey: async (key) => {
      const { code } = await ask('auth-key', { method: 'PUT', body: key });
      if (code !== 0) throw new Error(`the control server: found no answer to another key; expected one`);
    },
    stop: async () => daemon.stop('SIGKILL'),
  };
}
