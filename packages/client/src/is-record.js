/** Whether a value from outside has properties that can be asked for. */
export function isRecord(value) {
  return typeof value === 'object' && value !== null;
}
