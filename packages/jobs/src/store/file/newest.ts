import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { keyHash } from '../key-hash.ts';
import { parseRecord } from '../parse-record.ts';
import type { StoreRecord } from '../record.ts';
import { StoreError } from '../store-error.ts';
import type { StoredRecord } from '../store.ts';
import { FIRST, parseNames, versionName } from './names.ts';
import { describing, exists, namesIn, unless } from './system.ts';

/** How often the folder is listed before it counts as damaged. */
const LISTINGS = 1_000;

/** Reads the newest version in the folder of a key; `undefined` if the key has no record. */
export async function newestIn(keyFolder: string): Promise<StoredRecord | undefined> {
  return describing('read', keyFolder, async () => {
    for (let listing = 0; listing < LISTINGS; listing += 1) {
      const names = parseNames((await namesIn(keyFolder)) ?? []);
      const [foreign] = names.foreign;
      if (foreign !== undefined) throw foreignFile(join(keyFolder, foreign));
      const highest = names.versions.at(-1);
      if (highest === undefined && !names.first) return undefined;
      const found = highest === undefined ? undefined : await readFrom(keyFolder, highest);
      if (found !== undefined) return found;
      // The version was replaced and pruned while it was looked for, so there is a newer one.
    }
    throw damaged(join(keyFolder, FIRST), keyFolder, 'the versions after it are missing');
  });
}

/** Reads `version` or, if there are newer ones by now, the newest; `undefined` if it was pruned. */
async function readFrom(keyFolder: string, version: number): Promise<StoredRecord | undefined> {
  let newest = version;
  while (await exists(join(keyFolder, versionName(newest + 1)))) newest += 1;
  const path = join(keyFolder, versionName(newest));
  const text = await unless(['ENOENT'], readFile(path, 'utf8'));
  return text === undefined ? undefined : { record: parseFile(path, keyFolder, text), version: newest };
}

function parseFile(path: string, keyFolder: string, text: string): StoreRecord {
  const record = parseRecord(text);
  if (record === undefined) throw damaged(path, keyFolder, "it isn't the complete record of a job");
  if (keyHash(record.key) !== basename(keyFolder))
    throw damaged(path, keyFolder, 'it belongs to another key');
  return record;
}

function damaged(path: string, keyFolder: string, problem: string): StoreError {
  return new StoreError(
    `The job store could not use ${path}: ${problem}. Restore ${keyFolder} from a backup. Without a backup, ` +
      'check in the dashboard whether the list of this job was uploaded before you remove the folder: ' +
      'a job without a record is sent and charged again.',
    { next: 'person', path },
  );
}

function foreignFile(path: string): StoreError {
  return new StoreError(
    `The job store did not write ${path}. Move the file elsewhere. If a tool synchronizes this folder between ` +
      'machines, stop it: two machines can then send the same list, and both are charged.',
    { next: 'person', path },
  );
}
