import { createSandbox, type Sandbox } from '@optimaldial/testing';

/** An account of a sandbox that is served over HTTP. */
export interface Account {
  readonly sandbox: Sandbox;
  /** The environment of the functions that use the account. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Opens an account whose first list is created, but whose response never arrives. */
export async function openAccount(): Promise<Account> {
  const sandbox = createSandbox({ processing: { queued: 300, takes: 700 } });
  sandbox.on('createUpload').fault('timeout');
  const server = await sandbox.listen();
  return {
    sandbox,
    env: { OPTIMALDIAL_API_KEY: sandbox.apiKey, OPTIMALDIAL_BASE_URL: server.url },
    async close() {
      await server.close();
      sandbox.close();
    },
  };
}
