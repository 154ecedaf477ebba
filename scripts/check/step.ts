/** Runs one step and prints how long it took; a failure is named after the step. */
export async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } catch (error) {
    throw new Error(`${name} failed\n${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    console.log(`${name} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}
