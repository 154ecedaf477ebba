import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@optimaldial/jobs-lab/free-port';
import { serverProcess } from '@optimaldial/jobs-lab/server-process';

/** A Restate server with a folder of its own. It ends with this process, even if that is killed. */
export interface Restate {
  /** Where invocations are started. */
  readonly ingress: string;
  /** Registers the address of the workers. */
  register(uri: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the program of the package `@restatedev/restate-server-linux-x64` on free ports of loopback. */
export async function startRestate(path: string): Promise<Restate> {
  const folder = mkdtempSync(join(tmpdir(), 'optimaldial-restate-'));
  const [node, ingress, admin] = [await freePort(), await freePort(), await freePort()].map(
    (port) => `127.0.0.1:${port}`,
  );
  const env = {
    PATH: process.env['PATH'],
    RESTATE_DISABLE_TELEMETRY: 'true',
    DO_NOT_TRACK: '1',
    RESTATE_ADMIN__DISABLE_WEB_UI: 'true',
    RESTATE_LOG_FILTER: 'warn',
    RESTATE_BIND_ADDRESS: node,
    RESTATE_ADVERTISED_ADDRESS: `http://${node}`,
    RESTATE_INGRESS__BIND_ADDRESS: ingress,
    RESTATE_ADMIN__BIND_ADDRESS: admin,
    RESTATE_DEFAULT_NUM_PARTITIONS: '1',
    RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '256MiB',
  };
  const args = ['--no-logo', '--base-dir', folder, '--node-name', 'test', '--listen-mode', 'tcp'];
  const isReady = async (): Promise<boolean> =>
    (await isHealthy(`http://${admin}/health`)) && isHealthy(`http://${ingress}/restate/health`);
  const server = serverProcess({ name: 'Restate', path, args, options: { env }, folder, isReady });
  await server.start();
  return {
    ingress: `http://${ingress}`,
    async register(uri) {
      const response = await fetch(`http://${admin}/deployments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ uri }),
      });
      if (!response.ok) throw new Error(`Restate refused the workers: ${await response.text()}`);
    },
    async stop() {
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
