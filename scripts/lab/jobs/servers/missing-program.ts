/** A program isn't on this machine, and could not be fetched. */
export class MissingProgram extends Error {}

/**
 * Starts a server for a suite. If its program can't be had, this fails in CI. On other machines it says what is
 * skipped, and resolves with `undefined`.
 *
 * @param suite what is skipped without the server
 */
export async function startForSuite<Server>(
  suite: string,
  start: () => Promise<Server>,
): Promise<Server | undefined> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof MissingProgram) || process.env['CI']) throw error;
    console.warn(`SKIPPED: ${suite}. ${error.message}`);
    return undefined;
  }
}
