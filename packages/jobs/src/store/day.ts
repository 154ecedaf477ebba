/** The day in UTC of a time in ms since 1970, such as `2026-11-26`. */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
