import type { Check } from './check';

/** Dates that exist, and no waiver twice. Whether one has expired is the audit's question: synth has no clock. */
export const waivers: Check = {
  reads: ['waivers'],
  run: ({ waivers: all }) => {
    const seen = new Set<string>();
    return all.flatMap((waiver, i) => {
      const id = `${waiver.rule} ${waiver.object}`;
      const again = seen.has(id);
      seen.add(id);
      return [
        ...(again
          ? [
              {
                code: 'waiver-duplicate' as const,
                path: ['waivers', i],
                found: `${id} for a second time`,
                expected: 'each waiver once',
              },
            ]
          : []),
        ...(waiver.until !== undefined && !isDate(waiver.until)
          ? [
              {
                code: 'waiver-date' as const,
                path: ['waivers', i, 'until'],
                found: waiver.until,
                expected: 'a day that exists, such as 2027-06-30',
              },
            ]
          : []),
      ];
    });
  },
};

function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
