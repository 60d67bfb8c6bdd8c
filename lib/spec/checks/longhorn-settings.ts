import longhorn111 from '../../../imports/charts/longhorn-1.11.3.json';
import longhorn112 from '../../../imports/charts/longhorn-1.12.1.json';
import { type Draft, listWords } from '../draft';
import { nearest } from '../nearest';
import type { Check } from './check';

/** What a chart's schema says of one setting. */
interface SettingSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

const SETTINGS: Readonly<Record<string, Readonly<Record<string, SettingSchema>>>> = {
  '1.11.3': longhorn111.properties.defaultSettings.properties,
  '1.12.1': longhorn112.properties.defaultSettings.properties,
};

/** Settings on which the survival of data depends, or that have a key of their own; and where to turn instead. */
const RESERVED: Readonly<Record<string, string>> = {
  defaultReplicaCount: 'Use storage.replicas.',
  createDefaultDiskLabeledNodes: 'Use storage: false on nodes.',
  replicaSoftAntiAffinity: 'Two copies on one node are lost with it.',
  replicaDiskSoftAntiAffinity: 'Two copies on one disk are lost with it.',
  nodeDownPodDeletionPolicy: 'Without it, pods with volumes never leave a dead node.',
  autoSalvage: 'Without it, volumes stay faulted after a power cut.',
  deletingConfirmationFlag: 'It lets an uninstallation delete every volume.',
};

/** Each of `storage.settings` exists in the version of Longhorn, and has a value that Longhorn takes. */
export const longhornSettings: Check = {
  reads: ['storage'],
  run: ({ storage }) => {
    const known = SETTINGS[storage.longhorn];
    if (!known) return [];
    return Object.entries(storage.settings).flatMap(([name, value]): Draft[] => {
      const path = ['storage', 'settings', name];
      const schema = known[name];
      if (schema === undefined) {
        const near = nearest(name, Object.keys(known));
        return [
          {
            code: 'longhorn-setting-unknown',
            path,
            at: 'key',
            found: `${name}, which Longhorn ${storage.longhorn} does not have`,
            expected: 'one of its defaultSettings',
            ...(near ? { cure: `Did you mean ${near}?` } : {}),
          },
        ];
      }
      const reason = RESERVED[name];
      if (reason !== undefined)
        return [
          {
            code: 'longhorn-setting-reserved',
            path,
            at: 'key',
            found: name,
            expected: 'a setting that this project leaves open',
            cure: reason,
          },
        ];
      return accepts(schema, value)
        ? []
        : [{ code: 'longhorn-setting-invalid', path, found: String(value), expected: describe(schema) }];
    });
  },
};

function accepts({ enum: words, pattern, minimum, maximum }: SettingSchema, value: unknown): boolean {
  if (words) return words.includes(value);
  if (typeof value === 'number' && (value < (minimum ?? -Infinity) || value > (maximum ?? Infinity))) return false;
  return pattern === undefined || new RegExp(pattern).test(String(value));
}

function describe({ enum: words, title }: SettingSchema): string {
  return words ? listWords(words.filter((w) => w !== null).map(String), 'or') : (title ?? 'another value');
}
