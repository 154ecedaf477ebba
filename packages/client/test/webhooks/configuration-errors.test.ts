import { ConfigurationError, OptimalDialError } from '@optimaldial/client';
import { verifyWebhook, type WebhookParts } from '@optimaldial/client/webhooks';
import { signWebhook } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { rejection } from '../support/fake-fetch.ts';
import { body, event, secret, signature } from './signed-delivery.ts';

afterEach(() => void vi.restoreAllMocks());

const delivery = (timestamp?: number): WebhookParts => ({
  body,
  headers: {
    'x-optimaldial-signature':
      timestamp === undefined ? signature() : signWebhook(body, secret, { timestamp }),
  },
});

/** A delivery that must not be read. */
const untouchable = new Proxy({} as WebhookParts, {
  get: (_, name) => expect.unreachable(`read ${String(name)}`),
});

const invalidNumbers = [NaN, Infinity, -Infinity, -1, -Number.MIN_VALUE];
const notMilliseconds = [...invalidNumbers, '300000', '', null, 300_000n, true, [], {}, new Date()];

test.each(notMilliseconds)(
  'verifyWebhook tolerance: throws ConfigurationError before reading anything when it is %o',
  async (value) => {
    const error = await rejection(verifyWebhook(untouchable, secret, { tolerance: value as number }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ message: expect.stringContaining('tolerance must be a finite') });
  },
);

test('verifyWebhook tolerance: accepts old or future deliveries only within it', async () => {
  const now = Math.floor(Date.now() / 1000);
  vi.spyOn(Date, 'now').mockReturnValue(now * 1000);
  const ages = fc.integer({ min: -4000, max: 4000 });
  const tolerances = fc.option(fc.double({ min: 0, max: 4_000_000, noNaN: true }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(ages, tolerances, async (age, tolerance) => {
      const accepted = await verifyWebhook(delivery(now - age), secret, { tolerance }).then(
        () => true,
        () => false,
      );
      const limit = tolerance ?? 300_000;
      expect(accepted).toBe(age > 0 ? age * 1000 <= limit + 999 : -age * 1000 <= limit);
    }),
  );
});

test('verifyWebhook tolerance: includes the last millisecond of its last second', async () => {
  const now = Math.floor(Date.now() / 1000);
  for (const [ms, accepted] of [
    [300_999, true],
    [301_000, false],
  ] as const) {
    vi.spyOn(Date, 'now').mockReturnValue(now * 1000 + ms);
    const verified = verifyWebhook(delivery(now), secret).then(
      () => true,
      () => false,
    );
    expect([ms, await verified]).toEqual([ms, accepted]);
  }
});

test.each([NaN, Infinity, -1, undefined, null, '1777903361000', 1_777_903_361_000n, new Date()])(
  'verifyWebhook clock: throws ConfigurationError when Date.now() returns %o',
  async (now) => {
    const signed = delivery();
    vi.spyOn(Date, 'now').mockReturnValue(now as number);
    const error = await rejection(verifyWebhook(signed, secret));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ message: expect.stringContaining('Date.now()') });
  },
);

test('verifyWebhook clock: rejects a delivery of 1970 whatever the tolerance', async () => {
  for (const tolerance of [...notMilliseconds, undefined]) {
    const error = await rejection(verifyWebhook(delivery(1), secret, { tolerance: tolerance as number }));
    expect(error).toBeInstanceOf(OptimalDialError);
  }
});

const around = ['\r\n', ...'\n \t\u00a0\ufeff\u200b\u200e\u2060\u0000\u001b\u2028'.split('')];

test.each(around)('verifyWebhook secret: names the whitespace when it is surrounded by %o', async (sign) => {
  for (const wrong of [`${secret}${sign}`, `${sign}${secret}`, [secret, `${secret}${sign}`]]) {
    const error = await rejection(verifyWebhook(untouchable, wrong));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ message: expect.stringContaining('whitespace') });
    expect(String(error)).not.toContain(secret);
  }
});

test.each([`"${secret}"`, `'${secret}'`, `\`${secret}\``])(
  'verifyWebhook secret: names the quotes when it is %s',
  async (quoted) => {
    expect(await rejection(verifyWebhook(untouchable, quoted))).toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('quotes'),
    });
  },
);

test('verifyWebhook secret: throws ConfigurationError when it is an API key', async () => {
  const key = `od_live_${'k'.repeat(32)}`;
  const error = await rejection(verifyWebhook(untouchable, key));
  expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining('API key') });
  expect(String(error)).not.toContain(key);
});

const noSecrets = [
  [],
  '',
  [''],
  undefined,
  null,
  [undefined],
  [secret, undefined],
  [secret, null],
  Object.assign([], { 1: secret }),
  42,
  {},
  new Set([secret]),
  [[secret]],
  new TextEncoder().encode(secret),
  Promise.resolve(secret),
  Symbol('secret'),
];

test.each(noSecrets.map((value) => [value]))(
  'verifyWebhook secret: throws ConfigurationError when it is %o',
  async (value) => {
    expect(await rejection(verifyWebhook(untouchable, value as string))).toMatchObject({
      code: 'configuration',
      message: expect.stringContaining('webhooks.create'),
    });
  },
);

test.each([
  secret.toUpperCase(),
  'chosen by me',
  'pass"word',
  '"quoted at one end',
  'é',
  '🔑',
  'od_other',
  "it's",
])('verifyWebhook secret: accepts any other text, such as %s', async (chosen) => {
  const headers = { 'x-optimaldial-signature': signWebhook(body, chosen) };
  await expect(verifyWebhook({ body, headers }, chosen)).resolves.toEqual(event);
});

test.each(['undefined', 'null', '[object Object]', '\u201cabc\u201d'])(
  'verifyWebhook secret: rejects the text %s, a common mistake',
  async (text) => {
    expect(await rejection(verifyWebhook(untouchable, text))).toMatchObject({ code: 'configuration' });
  },
);

test.each<[string | string[], string]>([
  ['undefined', 'A webhook secret is the text "undefined": set its environment variable.'],
  ['null', 'A webhook secret is the text "null": set its environment variable.'],
  [[], 'No webhook secret was passed. Pass the secret that webhooks.create returned'],
])('verifyWebhook secret: the error for %j names the mistake', async (given, message) => {
  expect(String(await rejection(verifyWebhook(untouchable, given)))).toContain(message);
});
