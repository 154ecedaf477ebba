const TRUE = /^(?:true|t|1|on|y|yes)$/i;
const FALSE = /^(?:false|f|0|off|n|no|)$/i;

/**
 * Reads a boolean of a form as servers of the service's kind do: Python sends `True`, a checkbox `on`, and
 * a field that isn't set is empty.
 *
 * @returns `undefined` if the text isn't a boolean
 */
export function readFlag(text: string): boolean | undefined {
  if (TRUE.test(text)) return true;
  return FALSE.test(text) ? false : undefined;
}
