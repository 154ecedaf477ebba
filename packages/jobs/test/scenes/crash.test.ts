import * as fc from 'fast-check';
import type { JobStore } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { setScene, uploadsOf, type Scene } from './scene.ts';
import { CREATE_FAULTS } from './create-faults.ts';

const READS = ['reset', 'unavailable', 'reset-after-commit', 'bad-gateway', 'truncate'] as const;
/** Writes of an undisturbed job: reserved, sending, submitted, done. */
const MOST_WRITES = 6;

/** A store whose process dies at one of its writes, before or after it is stored. */
function dyingStore(store: JobStore, write: number, isStored: boolean): JobStore {
  let writes = 0;
  return {
    ...store,
    async put(record, version) {
      writes += 1;
      if (writes < write) return store.put(record, version);
      if (writes === write && isStored) await store.put(record, version);
      throw new Error('The process died.');
    },
  };
}

/** Advances the job until its worker dies. */
async function dieOnce(scene: Scene, write: number, isStored: boolean): Promise<void> {
  const store = dyingStore(scene.store, write, isStored);
  const { advance } = scene.worker({ store });
  await advance().catch((error: unknown) => expect(error).toMatchObject({ message: 'The process died.' }));
}

test('advance: never makes a second upload when processes die at any write and requests fail', async () => {
  const death = fc.record({
    write: fc.integer({ min: 1, max: MOST_WRITES }),
    isStored: fc.boolean(),
    /** How long until the next process starts, in ms. */
    pause: fc.constantFrom(0, 1000, 30_001, 450_000, 900_000),
    create: fc.option(fc.constantFrom(...CREATE_FAULTS), { nil: undefined }),
    read: fc.option(fc.constantFrom(...READS), { nil: undefined }),
    stranger: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(death, { minLength: 1, maxLength: 4 }), async (deaths) => {
      const scene = await setScene();
      const { sandbox } = scene;
      for (const { write, isStored, pause, create, read, stranger } of deaths) {
        if (create !== undefined) sandbox.on('createUpload').fault(create);
        if (read !== undefined) {
          sandbox.on('listUploads').fault(read);
          sandbox.on('retrieveUpload').fault(read);
        }
        await dieOnce(scene, write, isStored);
        sandbox.reset();
        if (stranger) await scene.uploadAsStranger();
        expect(uploadsOf(scene).length).toBeLessThanOrEqual(1);
        scene.elapse(pause);
      }
      const job = await scene.finish();
      const ids = uploadsOf(scene);
      if (job.state === 'needs_review') {
        expect([job.reason, ids.length]).toEqual(['no_proof', 0]);
        await scene.worker().jobs.resolve('crm', 'resend');
        expect(await scene.finish()).toMatchObject({ state: 'done' });
      } else {
        expect(job).toMatchObject({ state: 'done', upload: { id: ids[0] } });
      }
      expect(uploadsOf(scene)).toHaveLength(1);
      sandbox.close();
    }),
    { numRuns: 100 },
  );
});
