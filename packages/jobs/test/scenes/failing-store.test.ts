import type { JobStore } from '@optimaldial/jobs';
import { StoreError } from '@optimaldial/jobs/file';
import { expect, test } from 'vitest';
import { setScene, uploadsOf } from './scene.ts';

/** A store whose n-th put stores the record, and then fails. */
function failingStore(store: JobStore, n: number, error: Error): { store: JobStore; puts(): number } {
  let puts = 0;
  return {
    puts: () => puts,
    store: {
      ...store,
      async put(record, version) {
        const isStored = await store.put(record, version);
        if (++puts === n) throw error;
        return isStored;
      },
    },
  };
}

test.each([new StoreError('Failed.', { next: 'retry' }), new Error('The connection was lost.')])(
  'advance: makes one upload when a put fails after it has stored the record: %s',
  async (failure) => {
    for (let n = 1; ; n++) {
      const scene = await setScene();
      const failing = failingStore(scene.store, n, failure);
      await scene
        .worker({ store: failing.store })
        .advance()
        .catch((thrown: unknown) => {
          if (thrown !== failure) throw thrown;
        });
      expect(await scene.finish()).toMatchObject({ state: 'done' });
      expect([n, uploadsOf(scene).length]).toEqual([n, 1]);
      if (failing.puts() < n) break;
    }
  },
);
