import {
  type ErrorJson,
  isOptimalDialError,
  OutcomeUnknownError,
  type Reconcile,
  UploadNotCompletedError,
} from '@optimaldial/client';
import { buildUpload } from '@optimaldial/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type FakeResponse, respondWith, settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, id, path, phoneList, rejection } from '../support/fake-fetch.ts';
import { samples } from './samples.ts';

const json = (error: unknown): Record<string, unknown> => JSON.parse(JSON.stringify(error));
const noUploads = () => Response.json({ data: [], has_more: false, next_cursor: null });

test('toJSON: has the call, the response and the verdict', async () => {
  const headers = { 'x-request-id': 'req_1', 'retry-after': '12' };
  const { client } = fakeFetch(() => Response.json({ detail: 'x' }, { status: 429, headers }));
  const error = await rejection(client.uploads.retrieve(id));
  expect(json(error)).toEqual({
    name: 'RateLimitError',
    message: `GET ${path} returned 429: x. Try again in 12 s.`,
    code: 'rate_limited',
    next: 'retry',
    retryAfter: 12,
    method: 'GET',
    path,
    status: 429,
    requestId: 'req_1',
    attempts: 1,
  } satisfies ErrorJson);
});

test.each(samples)('toJSON: has only known fields when $title', async ({ make }) => {
  const error = await make();
  const found = json(error);
  expect(found).toMatchObject({
    name: error.name,
    message: error.message,
    code: error.code,
    next: error.next,
  });
  const known = 'name message code next retryAfter method path status requestId attempts token'.split(' ');
  expect(Object.keys(found).filter((key) => !known.includes(key))).toEqual([]);
});

test('toJSON: leaves out the upload, which contains personal data', () => {
  const upload = buildUpload({ status: 'failed', original_filename: 'jane.csv' });
  const error = new UploadNotCompletedError(upload);
  expect(json(error)).toMatchObject({ status: 'failed', code: 'upload_not_completed' });
  expect(JSON.stringify(error)).not.toContain('jane');
});

describe('the token of reconcile', () => {
  useFakeClock();
  afterEach(() => vi.restoreAllMocks());

  test.each<[Reconcile, FakeResponse[], unknown]>([
    [{ token: 'run-0815' }, [noUploads, 503, 403], 'run-0815'],
    [true, [503, 403], expect.stringMatching(/^[\da-f]{8}$/)],
  ])('is in the error, its trace and its JSON when reconcile is %j', async (reconcile, responses, token) => {
    const { client } = respondWith(responses);
    const { error } = await settle(
      client.uploads.create({ ...phoneList, filename: 'jane.csv' }, { reconcile }),
    );
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ token, trace: { token } });
    expect(json(error)).toMatchObject({ token, next: 'check' });
    expect(JSON.stringify(error)).not.toContain('jane');
  });

  test('is missing without reconcile', async () => {
    const { client } = respondWith([503]);
    const { error } = await settle(client.uploads.create(phoneList));
    expect(isOptimalDialError(error) && error.toJSON()).not.toHaveProperty('token');
  });
});
