import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
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
        temporary = `${target}.${randomUUID()}.tmp`;
        await write(temporary, `${JSON.stringify(secrets, undefined, 2)}\n`);
        // Locked: otherwise another process could save between the comparison and the rename.
        return await withFileLock(`${target}.lock`, async () => {
          if (JSON.stringify(await load()) !== JSON.stringify(previous)) return false;
          await rename(temporary, target);
          return true;
        });
      } catch (cause) {
        throw failed('written', file, cause);
      } finally {
        if (temporary !== '') await rm(temporary, { force: true });
      }
    },
  };
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
