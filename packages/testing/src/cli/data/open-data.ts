import { isRecord } from '../../is-record.ts';
import { readData, type Data } from './data-file.ts';
import { lockData } from './lock.ts';

/** Options that describe a new account. */
interface AccountOptions {
  readonly key: string | undefined;
  readonly seed: number | undefined;
  readonly credits: number | undefined;
  readonly contacts: boolean;
}

/**
 * Opens a data file for this process.
 *
 * @param onIgnored called with a message if options don't apply, because the file has an account
 * @returns `undefined` if the file has to be created
 * @throws Error if the file can't be used, or another process uses it
 */
export async function openData(
  path: string,
  { key, seed, credits, contacts }: AccountOptions,
  onIgnored: (message: string) => void,
): Promise<Data | undefined> {
  const data = await openFile(path);
  if (data === undefined) return undefined;
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
  return data;
}

async function openFile(path: string): Promise<Data | undefined> {
  try {
    await lockData(path);
    return await readData(path);
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
