import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStore, type RunningStore, type StoreKind } from '@optimaldial/jobs-lab/stores';

/** Starts a store, which removes its files when it stops. */
export async function startEmptyStore(kind: StoreKind): Promise<Pick<RunningStore, 'address' | 'stop'>> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-bench-'));
  const running = await startStore(kind, join(folder, 'jobs'), 1);
  return {
    address: running.address,
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true });
    },
  };
}
