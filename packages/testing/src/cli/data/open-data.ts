import { isRecord } from '../../is-record.ts';
import { readData, type Data } from './data-file.ts';
import { type DataLock, lockData } from './lock.ts';

/** Options that describe a new account. */
interface AccountOptions {
  readonly key: string | undefined;
  readonly seed: number | undefined;
  readonly credits: number | undefined;
  readonly contacts: boolean;
}

/** A data file that this process uses. */
export interface OpenedData {
  readonly lock: DataLock;
  /** What the file contains; `undefined` if it has to be created. */
  readonly data: Data | undefined;
}

/**
 * Opens a data file for this process.
 *
 * @param onIgnored called with a message if options don't apply, because the file has an account
 * @throws Error if the file can't be used, or another process uses it
 */
export async function openData(
  path: string,
  { key, seed, credits, contacts }: AccountOptions,
  onIgnored: (message: string) => void,
): Promise<OpenedData> {
  const opened = await openFile(path);
  const { data } = opened;
  if (data === undefined) return opened;
  if (key !== undefined && key !== data.memory.own?.apiKey) {
    throw new Error(
      `${path} has another key than --key. Omit --key, or delete the file to start with a new account.`,
    );
  }
  const given = Object.entries({ seed, credits, contacts: contacts || undefined });
  const ignored = given.filter(([, value]) => value !== undefined).map(([name]) => `--${name}`);
  if (ignored.length > 0) {
    onIgnored(
      `Ignored ${ignored.join(', ')}: ${path} already has an account. Delete it to start with a new one.`,
    );
  }
  return opened;
}

async function openFile(path: string): Promise<OpenedData> {
  try {
    const lock = await lockData(path);
    return { lock, data: await readData(path) };
  } catch (error) {
    if (!(error instanceof Error) || !isRecord(error) || error['code'] === undefined) throw error;
    throw new Error(
      `${path} can't be used for --data: ${error.message}. Its folder must exist and be writable.`,
      {
        cause: error,
      },
    );
  }
}
