import { isIPv4 } from 'node:net';

/** An IPv4 network as numbers: its first and its last address. */
export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
  readonly bits: number;
}

/** `10.42.0.0/16` as numbers; undefined when it is none, or when bits behind the mask are set. */
export function parseIpv4Range(text: string): Ipv4Range | undefined {
  const [address = '', mask = '', rest] = text.split('/');
  if (!isIPv4(address) || !/^(0|[1-9]\d?)$/.test(mask) || Number(mask) > 32 || rest !== undefined) return undefined;
  const size = 2 ** (32 - Number(mask));
  const first = parseIpv4(address);
  return first % size === 0 ? { first, last: first + size - 1, bits: Number(mask) } : undefined;
}

export function parseIpv4(text: string): number {
  return text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function rangesOverlap(a: Ipv4Range, b: Ipv4Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}
