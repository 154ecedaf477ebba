import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { listen, stop } from '@optimaldial/checks/loopback';
import { outside } from '@optimaldial/checks/shell';
import { runServer } from 'verdaccio';

/** A registry on loopback that only serves the packages of this repository. */
export interface Registry {
  readonly url: string;
  /** An environment in which package managers publish to this registry and to no other. */
  readonly publisher: NodeJS.ProcessEnv;
  close(): void;
}

// Tokens of the real registry, and credentials that can be exchanged for one.
const CREDENTIALS = /^(NODE_AUTH_TOKEN|NPM_TOKEN|NPM_ID_TOKEN|ACTIONS_ID_TOKEN_.*|.*_authToken)$/i;

/**
 * Starts verdaccio on a free port, with its storage in the folder and a new user. It has no upstream
 * registry, so the packages of this repository come from here only. Consumers install third-party packages
 * from the registry that the machine uses.
 */
export async function openRegistry(folder: string): Promise<Registry> {
  await mkdir(folder, { recursive: true });
  const server = (await runServer({
    // Verdaccio resolves relative paths against this one.
    self_path: join(folder, 'config.yaml'),
    configPath: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    packages: { '@optimaldial/*': { access: '$all', publish: '$authenticated' } },
    web: { enable: false },
    log: { type: 'file', path: join(folder, 'registry.log'), level: 'warn' },
  })) as Server;
  const url = await listen(server);
  const rc = join(folder, 'npmrc');
  const token = await signUp(url);
  const host = new URL(url).host;
  await writeFile(rc, `registry=${url}/\n@optimaldial:registry=${url}/\n//${host}/:_authToken=${token}\n`, {
    mode: 0o600,
  });
  return {
    url,
    publisher: {
      ...Object.fromEntries(Object.entries(outside).filter(([name]) => !CREDENTIALS.test(name))),
      npm_config_userconfig: rc,
      npm_config_registry: `${url}/`,
      pnpm_config_registry: `${url}/`,
      npm_config_provenance: 'false',
      pnpm_config_provenance: 'false',
    },
    close: () => stop(server),
  };
}

/** Creates a user with a random password and returns its token. */
async function signUp(url: string): Promise<string> {
  const name = 'rehearsal';
  const response = await fetch(`${url}/-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: randomUUID(), email: 'rehearsal@localhost' }),
  });
  const body: unknown = await response.json();
  if (typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string')
    return body.token;
  throw new Error(`The registry created no user: it responded with ${response.status}.`);
}
