import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { Server } from 'node:http';
import { join } from 'node:path';
import { importApart } from '@optimaldial/checks/install-apart';
import { outside } from '@optimaldial/checks/shell';
import { listen, stop } from '@optimaldial/checks/loopback';

/** A registry on loopback that has our packages and no others. */
export interface Registry {
  readonly url: string;
  /** The environment in which package managers publish here, and have no way to publish elsewhere. */
  readonly publisher: NodeJS.ProcessEnv;
  close(): void;
}

// A token, or what would be traded for one, of the real registry.
const CREDENTIALS = /^(NODE_AUTH_TOKEN|NPM_TOKEN|NPM_ID_TOKEN|ACTIONS_ID_TOKEN_.*|.*_authToken)$/i;

/**
 * Starts verdaccio on a free port, with its storage below the folder and a user made on the fly. It asks
 * no other registry: a package of ours that it does not have must not come from anywhere else, and
 * third-party packages reach a consumer from wherever the machine gets them.
 */
export async function openRegistry(folder: string): Promise<Registry> {
  await mkdir(folder, { recursive: true });
  const server = await verdaccio({
    // What it takes relative paths from.
    self_path: join(folder, 'config.yaml'),
    configPath: join(folder, 'config.yaml'),
    storage: join(folder, 'storage'),
    auth: { htpasswd: { file: join(folder, 'htpasswd') } },
    packages: { '@optimaldial/*': { access: '$all', publish: '$authenticated' } },
    web: { enable: false },
    log: { type: 'file', path: join(folder, 'registry.log'), level: 'warn' },
  });
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

async function verdaccio(config: object): Promise<Server> {
  const loaded = await importApart(import.meta.dirname, 'verdaccio');
  if (typeof loaded !== 'object' || loaded === null || !('runServer' in loaded)) throw unknownVerdaccio();
  const { runServer } = loaded;
  if (typeof runServer !== 'function') throw unknownVerdaccio();
  const server: unknown = await Reflect.apply(runServer, undefined, [config]);
  if (!(server instanceof Server)) throw unknownVerdaccio();
  return server;
}

function unknownVerdaccio(): Error {
  return new Error('verdaccio is started in another way than before: see `runServer` in its documentation.');
}

/** Makes a user with a password that nobody keeps, and gives its token. */
async function signUp(url: string): Promise<string> {
  const name = 'rehearsal';
  const answer = await fetch(`${url}/-/user/org.couchdb.user:${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: randomUUID(), email: 'rehearsal@localhost' }),
  });
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body !== null && 'token' in body && typeof body.token === 'string')
    return body.token;
  throw new Error(`The registry made no user: it answered ${answer.status}.`);
}
