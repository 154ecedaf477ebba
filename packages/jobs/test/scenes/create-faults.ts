/** Ways in which the request that sends a list can fail. */
export const CREATE_FAULTS = [
  'reset',
  'unavailable',
  'rate-limit',
  'reset-after-commit',
  'bad-gateway',
  'truncate',
] as const;
