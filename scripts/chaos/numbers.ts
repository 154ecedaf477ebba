/** As few numbers as an upload may have, which belong to nobody. */
export const phoneNumbers: readonly string[] = Array.from(
  { length: 100 },
  (_, line) => `+141555501${String(line).padStart(2, '0')}`,
);
