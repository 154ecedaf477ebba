import { list, resolve, status } from './commands/show.ts';
import { run } from './commands/run.ts';
import { checkFile } from './commands/check-file.ts';
import { describeFailure } from './describe-failure.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { JobCommand } from './arguments/command.ts';
import { parseCommand } from './arguments/parse-command.ts';
import { COMMAND, USAGE } from './arguments/usage.ts';
import { openSandboxSession } from './sandbox-session.ts';
import { openSession, type Session } from './session.ts';

/**
 * Runs the command line.
 *
 * @param version what `--version` prints
 * @returns the exit code
 */
export async function main(args: readonly string[], io: Io, version: string): Promise<ExitCode> {
  try {
    const command = parseCommand(args);
    if ('state' in command) return await dispatch(command, args, io);
    io.stdout.write(`${command.command === 'help' ? USAGE : version}\n`);
    return EXIT.done;
  } catch (error) {
    const failure = describeFailure(error, io);
    io.stderr.write(`${COMMAND}: ${failure.message}\n`);
    if (args.includes('--json')) io.stdout.write(`${JSON.stringify({ error: failure }, null, 2)}\n`);
    return exitCodeOf(failure);
  }
}

async function dispatch(command: JobCommand, args: readonly string[], io: Io): Promise<ExitCode> {
  if (command.command === 'run') {
    // The job of an explicit key may no longer need its file.
    if (command.key === undefined) await checkFile(command.file);
    const session = command.sandbox ? await openSandboxSession(args) : openSession(command, io, false);
    return withSession(session, (opened) => run(command, io, opened));
  }
  if (command.command === 'resolve') {
    const isOffline = typeof command.decision === 'string';
    return withSession(openSession(command, io, isOffline), (opened) => resolve(command, io, opened));
  }
  const show = command.command === 'list' ? list : status;
  return withSession(openSession(command, io, true), (opened) => show(command, io, opened));
}

async function withSession(
  session: Session,
  work: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work(session);
  } finally {
    session.close();
  }
}
