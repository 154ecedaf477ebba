/**
 * Describes the first option that doesn't exist: a misspelled `maxCredits` must not be ignored. `undefined` if all
 * exist.
 */
export function unknownOption(options: object, names: readonly string[]): string | undefined {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return undefined;
  return `Unknown option \`${unknown}\`. The options are ${names.map((name) => `\`${name}\``).join(', ')}.`;
}
