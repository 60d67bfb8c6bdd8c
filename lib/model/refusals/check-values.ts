import { at, integer, isObject, objects, text } from '../json';
import { parseQuantity } from '../kubernetes/quantity';
import type { FieldPath } from '../source';
import type { Refusal } from './refusal';

/* Checks of single values; each gives what the API server has against it, or nothing. */

export function oneOf(value: unknown, words: readonly string[], path: FieldPath): Refusal[] {
  const word = text(value);
  return word === undefined || words.includes(word)
    ? []
    : [{ path, reason: `is ${word}, but has to be ${words.join(' or ')}` }];
}

export function atLeast(value: unknown, least: number, path: FieldPath): Refusal[] {
  const number = integer(value);
  return number === undefined || number >= least
    ? []
    : [{ path, reason: `is ${number}, but has to be ${least} or more` }];
}

export function port(value: unknown, path: FieldPath): Refusal[] {
  const number = integer(value);
  return number === undefined || (number >= 1 && number <= 65_535)
    ? []
    : [{ path, reason: `is ${number}, but a port is 1 to 65535` }];
}

/** A number that is not negative, or a percentage of at most 100 where more makes no sense. */
export function count(value: unknown, path: FieldPath, { most = 100 }: { readonly most?: number } = {}): Refusal[] {
  if (typeof value === 'number') return atLeast(value, 0, path);
  if (typeof value !== 'string') return [];
  const percent = /^([0-9]+)%$/.exec(value)?.[1];
  if (percent === undefined) return [{ path, reason: `is the text ${value}, but has to be a number or a percentage` }];
  return Number(percent) > most ? [{ path, reason: `is ${value}, but at most ${most}% makes sense` }] : [];
}

/** Whether a count stands for none. */
export function isNone(value: unknown): boolean {
  return value === 0 || value === '0%';
}

export function amounts(value: unknown, path: FieldPath): Refusal[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, written]) => {
    const nanos = parseQuantity(written);
    if (nanos === undefined) return [{ path: [...path, name], reason: `is ${String(written)}, which is no amount` }];
    return nanos < 0n ? [{ path: [...path, name], reason: 'is negative' }] : [];
  });
}

const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

export function labels(value: unknown, path: FieldPath): Refusal[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, written]) =>
    typeof written === 'string' && !LABEL_VALUE.test(written)
      ? [{ path: [...path, key], reason: `is ${written}, which is no value of a label` }]
      : [],
  );
}

/** Names that become a part of DNS. Those that the API server completes are cut off at a hyphen. */
export function subdomain(value: unknown, path: FieldPath): Refusal[] {
  const name = text(value);
  return name === undefined || (SUBDOMAIN.test(name) && name.length <= 253)
    ? []
    : [{ path, reason: `is ${name}, but has to be of small letters, digits, - and .` }];
}

/** Operators with their values, and labels. */
export function selector(value: unknown, path: FieldPath): Refusal[] {
  return [
    ...labels(at(value, 'matchLabels'), [...path, 'matchLabels']),
    ...objects(at(value, 'matchExpressions')).flatMap((requirement, i) => {
      const here = [...path, 'matchExpressions', i];
      const operator = text(requirement['operator']) ?? '';
      const values = Array.isArray(requirement['values']) ? requirement['values'].length : 0;
      const needs = operator === 'In' || operator === 'NotIn';
      return [
        ...oneOf(operator, ['In', 'NotIn', 'Exists', 'DoesNotExist'], [...here, 'operator']),
        ...(needs && values === 0
          ? [{ path: [...here, 'values'], reason: `is empty, which ${operator} is not for` }]
          : []),
        ...(operator.endsWith('Exist') || operator === 'Exists'
          ? values > 0
            ? [{ path: [...here, 'values'], reason: `has values, which ${operator} is not for` }]
            : []
          : []),
      ];
    }),
  ];
}

/** Items of which a later one has the key of an earlier one. */
export function repeated<T>(items: readonly T[], keyOf: (item: T) => string | undefined): number[] {
  const seen = new Set<string>();
  return items.flatMap((item, i) => {
    const key = keyOf(item);
    if (key === undefined) return [];
    if (seen.has(key)) return [i];
    seen.add(key);
    return [];
  });
}
