import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a host's HAProxy thinks of the API servers. */
export async function readProxyState(adminSocket: string): Promise<ReadonlyMap<string, 'up' | 'down'>> {
  const socket = connect(adminSocket);
  socket.end('show stat\n');
  const lines = (await text(socket)).trim().split('\n');
  const columns = lines[0]?.replace(/^# /, '').split(',') ?? [];
  const [proxy, server, status] = ['pxname', 'svname', 'status'].map((name) => columns.indexOf(name));
  const rows = lines.slice(1).map((line) => line.split(','));
  return new Map(
    rows
      .filter((row) => row[proxy ?? -1] === 'api' && !['FRONTEND', 'BACKEND'].includes(row[server ?? -1] ?? ''))
      // Such as "UP 1/2" while a check has failed.
      .map((row) => [row[server ?? -1] ?? '', row[status ?? -1]?.startsWith('UP') === true ? 'up' : 'down']),
  );
}
