import { randomUUID } from 'node:crypto';

/** What replaces `1.json` when it's pruned: it stays, so that a key can never be created again. */
export const FIRST = 'first.json';

/** What the names in the folder of a key mean. */
export interface Names {
  /** The versions, in ascending order. */
  readonly versions: readonly number[];
  /** The temporary files, with the version that each is to replace. */
  readonly temporary: readonly { readonly name: string; readonly version: number }[];
  /** Whether version 1 was pruned. */
  readonly first: boolean;
  /** Names that the store doesn't write. */
  readonly foreign: readonly string[];
}

/** Name of the file of a version. */
export function versionName(version: number): string {
  return `${version}.json`;
}

/** Random name of a file that may become the successor of `version`. */
export function temporaryName(version: number): string {
  return `${version}.${randomUUID()}.tmp`;
}

const VERSION = /^([1-9]\d*)\.json$/;
const TEMPORARY = /^(\d+)\.[\da-f-]{36}\.tmp$/;
/** Files that operating systems create in any folder that a person opens. */
const OF_THE_SYSTEM = /^(\..*|Thumbs\.db|desktop\.ini)$/;

/** Reads a listing of the folder of a key. */
export function parseNames(listing: readonly string[]): Names {
  const versions: number[] = [];
  const temporary: { name: string; version: number }[] = [];
  const foreign: string[] = [];
  for (const name of listing) {
    const version = VERSION.exec(name)?.[1];
    const replaced = TEMPORARY.exec(name)?.[1];
    if (version !== undefined) versions.push(Number(version));
    else if (replaced !== undefined) temporary.push({ name, version: Number(replaced) });
    else if (name !== FIRST && !OF_THE_SYSTEM.test(name)) foreign.push(name);
  }
  versions.sort((a, b) => a - b);
  return { versions, temporary, first: listing.includes(FIRST), foreign };
}
