const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A number of ms, or a number with a unit: `'500ms'`, `'30s'`, `'5min'`, `'2h'`, `'1d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'min' | 'h' | 'd'}`;

const LONGEST_MS = 36_500 * 86_400_000;

/**
 * Converts a duration to ms.
 *
 * @throws RangeError if it's malformed, or longer than 36,500 days
 */
export function toMs(duration: Duration): number {
  const [, amount, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|min|m|h|d)?$/.exec(String(duration)) ?? [];
  // A number isn't parsed as text, because a large one would have an exponent.
  const ms = typeof duration === 'number' ? duration : Number(amount) * (UNITS[unit] ?? Number.NaN);
  const shown = typeof duration === 'string' ? `"${duration}"` : duration;
  if (!(ms >= 0)) {
    throw new RangeError(`Invalid duration ${shown}. Use ms, or a number with a unit: "30s", "5min", "2h".`);
  }
  if (ms <= LONGEST_MS) return ms;
  throw new RangeError(`Duration ${shown} is too long: the maximum is "36500d", about 100 years.`);
}
