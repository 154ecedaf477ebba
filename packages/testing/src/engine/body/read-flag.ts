const TRUE = /^(?:true|t|1|on|y|yes)$/i;
const FALSE = /^(?:false|f|0|off|n|no|)$/i;

/**
 * Parses a boolean field of a form. Python sends `True`, a checkbox sends `on`, and an unset field is
 * empty.
 *
 * @returns `undefined` if the text isn't a boolean
 */
export function readFlag(text: string): boolean | undefined {
  if (TRUE.test(text)) return true;
  return FALSE.test(text) ? false : undefined;
}
