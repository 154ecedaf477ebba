// The bad ports of the Fetch standard: browsers, Node.js, Deno and Bun refuse to call them.
const BAD_PORTS: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);

/** What to do about a port that can't be used. */
export const OTHER_PORT = 'Use another port, or 0 for a free one.';

/**
 * Checks a port to listen on.
 *
 * @throws RangeError if it isn't a port, or if `fetch` refuses to call it
 */
export function checkPort(port: number): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    const value: unknown = port;
    throw new RangeError(
      `port must be an integer from 0 to 65535, got ${typeof value === 'string' ? `"${value}"` : String(value)}.`,
    );
  }
  if (BAD_PORTS.has(port)) {
    throw new RangeError(`fetch and browsers block port ${port}. ${OTHER_PORT}`);
  }
}
