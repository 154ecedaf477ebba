import { run } from '../check/run.ts';

/** Runs a program and returns what it printed; throws with it where the program fails. */
export async function must(
  command: readonly string[],
  folder: string,
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { ok, output } = await run(command, folder, env);
  if (!ok) throw new Error(`${command.join(' ')}\n${output}`);
  return output;
}
