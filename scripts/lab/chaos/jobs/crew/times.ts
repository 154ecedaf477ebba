/*
 * Times in ms. A list may be resent `SETTLE_MS` after it was stored as being sent. Until then, a request that
 * left late (a tenth of it), from a process that was frozen before it reached the socket, and that the server
 * carries out late, must have arrived.
 */

/** How long an ambiguous request is searched for. */
export const SETTLE_MS = 6000;
/** How long a worker may be silent. */
export const LEASE_MS = 800;
/** How long after its arrival a late request is carried out. */
export const LATE_MS = 2000;
/** How long a worker is frozen: longer than its lease. */
export const FREEZE_MS: readonly [number, number] = [1000, 2500];
/** Timeout of a request that only reads. */
export const TIMEOUT_MS = 1500;
