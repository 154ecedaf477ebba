import type { Sandbox } from '@optimaldial/testing';
import type { Invocation } from './invocation.ts';
import { until } from './until.ts';

/**
 * Invokes a function until it sends a list, whose response never arrives, and kills it. On a busy machine, an
 * invocation can end earlier, because a request before that timed out.
 */
export async function killWhileSending(
  sandbox: Sandbox,
  invoke: () => Omit<Invocation, 'pid'>,
): Promise<void> {
  const isSent = (): boolean => sandbox.uploads().length === 1;
  while (!isSent()) {
    const { result, output, kill } = invoke();
    let isRunning = true;
    const end = result.finally(() => (isRunning = false));
    // A killed invocation has no result.
    end.catch(() => undefined);
    await until('the list is sent', () => isSent() || !isRunning, { details: output });
    if (isSent()) await kill();
    else await end;
  }
}
