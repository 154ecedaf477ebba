const TIMEOUT_MS = 60000;
const DEADLINE_MS = 600000;
const BYTES_PER_MS = 250;
/**
 * Checks limits that were given.
 *
 * @throws `Refusal` for what is no number of ms, or no number of times
 */
export function checkLimits(limits, Refusal) {
  for (const name of ['timeout', 'deadline']) {
    const value = limits[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new Refusal(`\`${name}\` must be a number of ms, 0 for no limit.`);
    }
  }
  const { maxRetries } = limits;
  if (maxRetries !== undefined && !(Number.isSafeInteger(maxRetries) && maxRetries >= 0)) {
    throw new Refusal('`maxRetries` must be a whole number, 0 for none.');
  }
}
/**
 * The limits of a call: its own, else those of the client, else the defaults.
 *
 * @param fileBytes size of the files that it sends
 */
export function limitsOf(call, client, fileBytes = 0) {
  const given = call?.timeout ?? client.timeout;
  const timeout = given === undefined ? TIMEOUT_MS + fileBytes / BYTES_PER_MS : given || Infinity;
  const whole = call?.deadline ?? client.deadline;
  return {
    maxRetries: call?.maxRetries ?? client.maxRetries ?? 2,
    timeout,
    deadline: whole === undefined ? leastDeadline(timeout) : whole || Infinity,
  };
}
// An attempt that may take for ever does not make the whole call endless.
function leastDeadline(timeout) {
  return timeout === Infinity ? DEADLINE_MS : Math.max(DEADLINE_MS, timeout);
}
