import type { Decision } from '../../options.ts';

/** Options of every command. */
export interface CommonOptions {
  /** Folder of the store. */
  readonly state: string;
  readonly baseUrl: string | undefined;
  readonly json: boolean;
}

/** Options of `run`. */
export interface RunCommand extends CommonOptions {
  readonly command: 'run';
  readonly file: string;
  readonly column: string | undefined;
  readonly key: string | undefined;
  readonly out: string | undefined;
  readonly all: string | undefined;
  readonly maxCredits: number | undefined;
  /** In seconds. */
  readonly maxWait: number | undefined;
  readonly yes: boolean;
  readonly overwrite: boolean;
  readonly sandbox: boolean;
}

/** Options of `status` and `list`. */
export interface ShowCommand extends CommonOptions {
  readonly command: 'status' | 'list';
  readonly key: string | undefined;
}

/** Options of `resolve`. */
export interface ResolveCommand extends CommonOptions {
  readonly command: 'resolve';
  readonly key: string;
  readonly decision: Decision;
}

/** A command that works on jobs. */
export type JobCommand = RunCommand | ShowCommand | ResolveCommand;

/** A parsed command line. */
export type Command = JobCommand | { readonly command: 'help' | 'version' };
