/** Time between two looks at the parent process, in ms. */
const PARENT_INTERVAL_MS = 500;

/**
 * Stops at a signal. A second one ends the process immediately.
 *
 * @param exitWithParent whether to stop when stdin is closed, too
 */
export function onEnd(exitWithParent: boolean, stop: () => Promise<void>): void {
  let stopping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const stopOnce = (): void => {
    clearInterval(timer);
    // An open stdin would keep the process alive.
    stopping ??= stop().then(() => void (exitWithParent && process.stdin.destroy()));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stopOnce);
  if (exitWithParent) process.stdin.once('end', stopOnce).once('error', stopOnce).resume();
  if (!isStartedByNpx()) return;
  const parent = process.ppid;
  timer = setInterval(() => process.ppid !== parent && stopOnce(), PARENT_INTERVAL_MS).unref();
}

/**
 * Whether `npx` started this process, with a shell in between. At SIGTERM, `npx` ends the shell, which doesn't pass
 * the signal on. The shell always waits for this process, so it ends first only if it was killed.
 */
function isStartedByNpx(): boolean {
  const { npm_command: command, npm_lifecycle_script: script = '' } = process.env;
  // Programs that npx starts also have its environment, and may start a sandbox that outlives them.
  return command === 'exec' && /^['"]?optimaldial-mock\b[^&]*$/.test(script);
}
