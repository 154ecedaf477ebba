import { memorySeen } from '@optimaldial/client/webhooks';
import { expect, test } from 'vitest';

test('memorySeen: claims an event until it is released or done', async () => {
  const seen = memorySeen();
  expect([await seen.claim('a'), await seen.claim('a'), await seen.claim('b')]).toEqual([
    'new',
    'busy',
    'new',
  ]);
  await seen.release('a');
  expect(await seen.claim('a')).toBe('new');
  await seen.done('a');
  expect([await seen.claim('a'), await seen.claim('b')]).toEqual(['done', 'busy']);
});

test('memorySeen: drops the oldest handled events above `max`, and never one that is being handled', async () => {
  const seen = memorySeen({ max: 3 });
  await seen.claim('busy');
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    await seen.claim(id);
    await seen.done(id);
  }
  const claims = [];
  for (const id of ['c', 'd', 'e', 'busy', 'a']) claims.push(await seen.claim(id));
  expect(claims).toEqual(['done', 'done', 'done', 'busy', 'new']);
});

test('memorySeen: keeps 10,000 events by default', async () => {
  const seen = memorySeen();
  for (let index = 0; index <= 10_000; index++) await seen.done(String(index));
  expect([await seen.claim('0'), await seen.claim('1')]).toEqual(['new', 'done']);
});

test('memorySeen: throws a ConfigurationError when `max` is not a number', () => {
  expect(() => memorySeen({ max: Number.NaN })).toThrow(/^`max` must be a non-negative number, got NaN\.$/);
});
