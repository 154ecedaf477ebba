import { inspect } from 'node:util';
import { isOptimalDialError, RateLimitError } from '@optimaldial/client';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';

// Property tests: any response yields data or an OptimalDialError.

const RUNS = { numRuns: 500 };
/** Text that HTTP allows in a header. */
const headerText = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
});
const retryAfter = fc.oneof(
  headerText,
  fc.integer().map(String),
  fc.double().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  fc.constantFrom('0x10', '1e9', '99999999999999999999', 'Infinity', 'NaN', '-0', '2, 3', '2;3'),
);

test('Retry-After: any header yields a non-negative number of seconds or undefined', async () => {
  await fc.assert(
    fc.asyncProperty(retryAfter, fc.jsonValue(), async (header, seconds) => {
      const { client } = fakeFetch(() =>
        Response.json(
          { detail: { retry_after_seconds: seconds } },
          { status: 429, headers: { 'retry-after': header } },
        ),
      );
      const error = await rejection(client.uploads.retrieve(id));
      if (!(error instanceof RateLimitError)) throw error;
      const { retryAfter: parsed } = error;
      expect(parsed === undefined || (Number.isFinite(parsed) && parsed >= 0)).toBe(true);
    }),
    RUNS,
  );
});

/** Any JSON, often with the keys of an error. */
const anyDetail = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue(),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom(...'detail error msg message loc type retry_after_seconds __proto__'.split(' ')),
        fc.string(),
      ),
      tie('any'),
      { maxKeys: 5 },
    ),
  ),
})).any;
const errorStatus = fc.constantFrom(400, 401, 402, 403, 404, 409, 413, 415, 422, 429, 500, 503);

test('ApiError: any detail yields a one-line message without phone numbers', async () => {
  const phone = '+1 (415) 555-0123';
  await fc.assert(
    fc.asyncProperty(anyDetail, errorStatus, fc.string(), async (detail, status, text) => {
      const { client } = fakeFetch(() =>
        Response.json({ detail: [detail, `${text}${phone}`, detail] }, { status }),
      );
      const error = await rejection(client.uploads.retrieve(id));
      if (!isOptimalDialError(error)) throw error;
      expect(error.message).toContain(`returned ${status}`);
      expect(error.message).not.toMatch(/[\r\n]/);
      expect(error.message.length).toBeLessThan(700);
      expect(inspect(error)).not.toMatch(/415\) 555-0123/);
    }),
    RUNS,
  );
});

test('responses: any body yields data or an OptimalDialError', async () => {
  const anyBody = fc.oneof(
    fc.string(),
    fc.json(),
    fc.uint8Array().map((all) => new Uint8Array(all)),
  );
  await fc.assert(
    fc.asyncProperty(anyBody, fc.constantFrom(200, 201, 400, 500), async (body, status) => {
      const { client } = fakeFetch(() => new Response(body, { status }));
      try {
        expect(typeof (await client.uploads.retrieve(id))).toBe('object');
      } catch (error) {
        if (!isOptimalDialError(error)) throw error;
      }
    }),
    RUNS,
  );
});
