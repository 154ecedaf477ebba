import { expect, test } from 'vitest';
import { list, setScene, uploadsOf } from './scene.ts';

const { length: PRICE } = list.phone_numbers;

test('advance: sends the same job once credits were bought', async () => {
  const scene = await setScene({ credits: 150 });
  expect(await scene.worker().advance()).toMatchObject({
    state: 'reserved',
    done: false,
    error: { code: 'insufficient_credits', next: 'person' },
  });
  scene.sandbox.grant(PRICE);
  expect(await scene.finish()).toMatchObject({ state: 'done', error: undefined });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('advance: sends the same job with a new key when the first one was revoked', async () => {
  const scene = await setScene();
  const { apiKey } = scene.sandbox;
  scene.sandbox.revokeKey(apiKey);
  expect(await scene.worker({ apiKey }).advance()).toMatchObject({
    state: 'reserved',
    error: { code: 'authentication', next: 'person' },
  });
  expect(await scene.finish({ apiKey: scene.sandbox.createKey() })).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('advance: sends the same job once the key may write', async () => {
  const scene = await setScene();
  const apiKey = scene.sandbox.createKey({ scopes: ['uploads:read'] });
  expect(await scene.worker({ apiKey }).advance()).toMatchObject({
    state: 'reserved',
    error: { code: 'permission', next: 'person' },
  });
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
});

test('advance: sends the list after three rate limits, and returns when to try again', async () => {
  const scene = await setScene();
  scene.sandbox.on('createUpload').fault('rate-limit', { times: 3 });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const progress = await scene.worker().advance();
    expect(progress).toMatchObject({
      state: 'reserved',
      error: { code: 'rate_limited', next: 'retry', retryAfter: 1 },
    });
    expect(progress.again).toBeGreaterThanOrEqual(1000);
    scene.elapse(progress.again);
  }
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(uploadsOf(scene)).toHaveLength(1);
  // The one of the stranger, three that were refused, and one.
  expect(scene.sandbox.requests('createUpload')).toHaveLength(5);
});

test('advance: refuses a key that was used for another list', async () => {
  const scene = await setScene();
  scene.sandbox.on('createUpload').fault('reset');
  await scene.worker().advance();
  const other = { phone_numbers: list.phone_numbers.slice(1), filename: 'crm.csv' };
  const { jobs } = scene.worker();
  await expect(jobs.advance('crm', other)).rejects.toMatchObject({
    code: 'job_conflict',
    message: expect.stringContaining('another list'),
  });
  expect(await scene.finish()).toMatchObject({ state: 'done' });
  expect(scene.sandbox.uploads().map(({ valid_row_count: rows }) => rows)).toEqual([101, PRICE]);
});

test('advance: refuses a job of another account, and names both', async () => {
  const scene = await setScene();
  await scene.worker().advance();
  const baseUrl = 'https://eu.optimaldial.com';
  await expect(scene.worker({ baseUrl }).advance()).rejects.toMatchObject({
    code: 'job_conflict',
    message: expect.stringMatching(/belongs to https:\/\/api\.optimaldial\.com,.*eu\.optimaldial\.com/),
  });
});
