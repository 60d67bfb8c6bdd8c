import { type ClusterSettings, REAL_SETTINGS, type SettingsChange } from '../harness/cluster/settings';

/**
 * Reads SECTION.KEY=VALUE, such as etcd.electionMs=5000; names and kinds of values are those of {@link ClusterSettings}.
 *
 * @throws Error with all that is wrong
 */
export function readSettings(changes: readonly string[], settings: ClusterSettings = REAL_SETTINGS): SettingsChange {
  const known = knownSettings(settings);
  const wrong: string[] = [];
  const read: Record<string, Record<string, number | boolean>> = {};
  for (const change of changes) {
    const [, section = '', key = '', text = ''] = /^(\w+)\.(\w+)=(.*)$/.exec(change) ?? [];
    const before = known.get(`${section}.${key}`);
    const value = typeof before === 'boolean' ? readBoolean(text) : Number(text === '' ? Number.NaN : text);
    if (before === undefined) wrong.push(`found ${change}; expected one of ${[...known.keys()].join(', ')}`);
    else if (value === undefined || Number.isNaN(value) || Number(value) < 0)
      wrong.push(
        `${section}.${key}: found ${text}; expected ${typeof before === 'boolean' ? 'true or false' : 'a number'}`,
      );
    else read[section] = { ...read[section], [key]: value };
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return read;
}

function knownSettings(settings: ClusterSettings): ReadonlyMap<string, number | boolean> {
  const sections = Object.entries(settings).filter(([, section]) => typeof section === 'object');
  return new Map(
    sections.flatMap(([section, keys]) =>
      Object.entries(keys as Record<string, number | boolean>).map(([key, value]) => [`${section}.${key}`, value]),
    ),
  );
}

function readBoolean(text: string): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}
