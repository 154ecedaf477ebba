/**
 * Limits in seconds, for a machine that is busy: a scenario that passes doesn't wait for them.
 */

/** For what an engine does immediately, and for the start of a worker. */
export const SOON = 180;
/** For what continues after a worker was killed or stopped: the engine has to notice, and the lease to end. */
export const NOTICED = 300;
