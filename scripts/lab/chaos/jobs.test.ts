import { expect, test } from 'vitest';
import { runBarrier } from './jobs/barrier/barrier.ts';
import { hunt } from './jobs/hunt.ts';

test('jobs: are charged once and lose nothing when workers are killed and requests fail', async () => {
  const plan = {
    seed: 7,
    jobs: 16,
    workers: 4,
    atLeast: 1,
    store: 'file',
    driver: 'loop',
    limit: 150_000,
  } as const;
  const found = await hunt(plan);
  expect(found).toMatchObject({
    uploads: 16,
    chargedTwice: 0,
    overcharged: 0,
    lost: 0,
    unfinished: 0,
    wrongResults: 0,
    postsAfterwards: 0,
    filesLeft: [],
    thrown: [],
  });
  // Workers were killed, and requests failed. The numbers depend on the machine.
  expect(Object.keys(found.killed).length).toBeGreaterThan(5);
  expect(Object.keys(found.faults).length).toBeGreaterThan(5);
}, 240_000);

test('jobs: are charged once when two processes send the same key at the same instant', async () => {
  expect(await runBarrier(20, 'file')).toMatchObject({ chargedTwice: 0, lost: 0, thrown: [] });
  const { chargedTwice } = await runBarrier(20, 'file', 'no compare-and-set');
  expect(chargedTwice).toBeGreaterThan(0);
}, 60_000);
