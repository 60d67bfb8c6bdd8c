import { join } from 'node:path';
import { component } from '../components';
import type { Host } from '../network';
import type { Daemon } from '../runs/daemon';
import { GaveUp, waitFor } from '../runs/wait-for';

/** A control server of the test's own, with relay and STUN, on a light host of the network. */
export interface Control {
  readonly url: string;
  /** Nodes that it does not know have to show this key from then on, any number of them; with '' none. */
  readonly requireKey: (key: string) => Promise<void>;
  /** One more key: for one login, or for none any more. */
  readonly addKey: (key: string, kind: 'one-off' | 'expired') => Promise<void>;
  /** Whether nodes that come have to be approved; without it those that wait are. */
  readonly requireApproval: (isRequired: boolean) => Promise<void>;
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
      timeoutMs: 20_000,
    });
  };
  await waitFor(
    'the control server',
    async () => {
      if (daemon.ended()) throw new GaveUp(`the control server ended:\n${daemon.lastLines()}`);
      return (await ask('ready', { method: 'GET' })).code === 0;
    },
    { deadlineMs: 60_000, everyMs: 100 },
  );
  const put = async (path: string, body: string): Promise<void> => {
    const { code } = await ask(path, { method: 'PUT', body });
    if (code !== 0) throw new Error(`the control server: found no answer to ${path}; expected one`);
  };
  return {
    url,
    requireKey: async (key) => put('auth-key', key),
    addKey: async (key, kind) => put(`auth-key?kind=${kind}`, key),
    requireApproval: async (isRequired) => put('approval', isRequired ? 'required' : ''),
    stop: async () => daemon.stop('SIGKILL'),
  };
}
