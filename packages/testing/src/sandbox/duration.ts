const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A span of time: ms, or a number with its unit, such as `'500ms'`, `'30s'`, `'5min'`, `'2h'`, `'1d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'min' | 'h' | 'd'}`;

/**
 * A span of time in ms.
 *
 * @throws RangeError for what is none
 */
export function inMs(duration: Duration): number {
  const [, amount, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|min|m|h|d)?$/.exec(String(duration)) ?? [];
  const ms = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (Number.isFinite(ms)) return ms;
  throw new RangeError(
    `${duration} is no span of time. Write ms, or a number with a unit: '30s', '5min', '2h'.`,
  );
}
