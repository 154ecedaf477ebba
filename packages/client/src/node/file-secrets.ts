import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { redactCause } from '../errors/cause.ts';
import { ConfigurationError } from '../errors/configuration.ts';
import { redact } from '../response/redact.ts';
import { withFileLock } from './file-lock.ts';
import { checkStored, type StoredWebhookSecrets, type WebhookSecretStore } from '../webhooks/secret-store.ts';

/** Only the owner of the process can read the secrets. */
const OWNER_ONLY = 0o600;

/**
 * Stores webhook secrets in a JSON file with mode 0600, for `webhooks.ensure` and `loadSecrets`. The file is
 * replaced by an atomic rename. Its disk has to survive deployments.
 *
 * @param path path of the file, in a folder that exists
 * @throws ConfigurationError, also from `load` and `save`, if the file can't be read or written, or isn't JSON
 * @example
 * await client.webhooks.ensure({ url, store: fileSecrets('/var/lib/crm/webhook-secrets.json') });
 */
export function fileSecrets(path: string): WebhookSecretStore {
  if (typeof path !== 'string' || path === '') {
    throw new ConfigurationError('fileSecrets needs the path of a file.');
  }
  const file = resolve(path);

  async function load(): Promise<StoredWebhookSecrets | undefined> {
    try {
      return checkStored(JSON.parse(await readFile(file, 'utf8')));
    } catch (cause) {
      if (codeOf(cause) === 'ENOENT') return undefined;
      throw failed('read', file, cause);
    }
  }

  return {
    load,
    async save(secrets, previous) {
      let temporary = '';
      try {
        const target = await realPath(file);
        return await withFileLock(`${target}.lock`, async () => {
          temporary = `${target}.${randomUUID()}.tmp`;
          await write(temporary, `${JSON.stringify(secrets, undefined, 2)}\n`);
          await removeOthers(target, temporary);
          if (JSON.stringify(await load()) !== JSON.stringify(previous)) return false;
          return await replace(target, temporary);
        });
      } catch (cause) {
        throw failed('written', file, cause);
      } finally {
        if (temporary !== '') await rm(temporary, { force: true });
      }
    },
  };
}

/**
 * Removes the temporary files of killed processes. That of a process which lost the lock, because it was suspended,
 * is removed, too, so it can't replace what was saved meanwhile. Both have written theirs before: at most one is left.
 */
async function removeOthers(target: string, temporary: string): Promise<void> {
  const folder = dirname(target);
  const prefix = `${basename(target)}.`;
  // A folder can be writable without being readable.
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const isTemporary = name.startsWith(prefix) && /^[\da-f-]{36}\.tmp$/.test(name.slice(prefix.length));
    if (isTemporary && path !== temporary) await rm(path, { force: true });
  }
}

/** Returns `false` if another process has removed the temporary file. */
async function replace(target: string, temporary: string): Promise<boolean> {
  try {
    await rename(temporary, target);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** A rename would replace a symbolic link, such as that of a release to a shared file, and not the file. */
async function realPath(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return file;
    throw error;
  }
}

async function write(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', OWNER_ONLY);
  try {
    await handle.writeFile(text);
    // Before the rename: otherwise a power failure could leave an empty file.
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Without the message of the cause: that of a syntax error quotes the file. */
function failed(action: string, file: string, cause: unknown): unknown {
  if (cause instanceof ConfigurationError) return cause;
  return new ConfigurationError(
    `The webhook secrets in ${redact(file)} could not be ${action} (${redactCause(cause).message}). Check the file, its folder and their permissions.`,
  );
}

function codeOf(error: unknown): string | undefined {
  return redactCause(error).code;
}
