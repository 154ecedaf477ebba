import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countEntries, type CreateOptions, type CreateUpload } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { phoneNumbers } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fakeFetch, phoneList, rejection, rejectionBeforeSending } from '../support/fake-fetch.ts';

const fileOf = (...parts: (string | Uint8Array<ArrayBuffer>)[]) => new File(parts, 'crm.csv');
const entriesIn = (...parts: (string | Uint8Array<ArrayBuffer>)[]) =>
  countEntries({ file: fileOf(...parts), phone_column: 'Phone' });

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** A file whose stream is this one. */
const streaming = (file: File, stream: () => ReadableStream): CreateUpload => ({
  file: Object.defineProperty(file, 'stream', { value: stream }),
  phone_column: 'Phone',
});

describe('countEntries', () => {
  test('counts the entries of an array', async () => {
    expect(await countEntries(phoneList)).toBe(100);
    expect(await countEntries({ contacts: [{ a: 1 }, { a: 2 }] })).toBe(2);
  });

  test.each([
    ['Phone\n1\n2\n', 2],
    ['Phone\n1\n2', 2],
    ['Phone\r\n1\r\n2\r\n', 2],
    ['Phone\r1\r2\r', 2],
    ['Phone\r1\r2', 2],
    ['\uFEFFPhone\n1\n', 1],
    ['Phone\n\n\r\n1\n\n\n2\n\n', 2],
    ['\n\nPhone\n1\n', 1],
    ['Phone,Name\n1,"two\nlines"\n', 2],
    ['Phone\n ,\n', 1],
    ['Phone', 0],
    ['Phone\n', 0],
    ['\n', 0],
  ])('counts the lines of %j after the header: %d', async (text, entries) => {
    expect(await entriesIn(text)).toBe(entries);
  });

  test('counts at least the rows, for any rows, line break and chunks', async () => {
    const cell = fc.string({ unit: fc.constantFrom('1', 'ü', ',', '"', '\n', '\r', ' '), maxLength: 6 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { maxLength: 8 }),
        fc.constantFrom('\n', '\r', '\r\n'),
        fc.boolean(),
        sizes,
        async (cells, end, last, chunks) => {
          const lines = ['Phone', ...cells.map(quoted)];
          const bytes = new TextEncoder().encode(lines.join(end) + (last ? end : ''));
          const stream = () => {
            let at = 0;
            let turn = 0;
            return new ReadableStream<Uint8Array>({
              pull(controller) {
                const size = chunks[turn++ % chunks.length] ?? 1;
                if (at < bytes.length) controller.enqueue(bytes.subarray(at, (at += size)));
                if (at >= bytes.length) controller.close();
              },
            });
          };
          const entries = await countEntries(streaming(fileOf(bytes), stream));
          expect(entries).toBe(await entriesIn(bytes));
          expect(entries).toBeGreaterThanOrEqual(cells.length);
          if (!cells.some((one) => /[\r\n]/.test(one))) expect(entries).toBe(cells.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('reads one chunk at a time', async () => {
    let buffered = 0;
    let most = 0;
    const chunk = new TextEncoder().encode('1234567890\n'.repeat(1000));
    let left = 500;
    const file = Object.defineProperty(fileOf('x'), 'size', { value: chunk.length * left });
    const stream = () =>
      new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            buffered += 1;
            most = Math.max(most, buffered + (controller.desiredSize ?? 0));
            controller.enqueue(chunk);
            buffered -= 1;
            if (--left === 0) controller.close();
          },
        },
        { highWaterMark: 0 },
      );
    expect(await countEntries(streaming(file, stream))).toBe(499_999);
    expect(most).toBeLessThanOrEqual(2);
  });

  test.each([
    ['fails', () => new ReadableStream({ start: (c) => c.error(new Error('+14155550123')) })],
    ['is too short', () => new Blob(['Ph']).stream()],
    ['is too long', () => new Blob(['Phone\n1\n2\n3']).stream()],
    ['has text', () => new ReadableStream({ start: (c) => (c.enqueue('Phone\n1\n'), c.close()) })],
  ])('throws InvalidInputError when the stream %s', async (_, stream) => {
    const error = await rejection(countEntries(streaming(fileOf('Phone\n1\n'), stream)));
    const message = expect.stringContaining('could not be read, or has changed.');
    expect(error).toMatchObject({ code: 'invalid_input', next: 'person', message });
    expect(String(error)).toContain('Nothing was sent or charged.');
  });

  test('says that nothing was sent when a file from openFile has changed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'optimaldial-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'crm.csv');
    await writeFile(path, 'Phone\n1\n');
    const file = await openFile(path);
    await writeFile(path, 'Phone\n1\n2\n');
    const error = await rejection(countEntries({ file, phone_column: 'Phone' }));
    expect(error).toMatchObject({ next: 'person', cause: { next: 'check' } });
  });

  test('stops reading and rejects with the reason when aborted', async () => {
    const reason = new Error('enough');
    const cancel = vi.fn();
    const stream = () => new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(9)), cancel });
    const call = countEntries(streaming(fileOf('Phone'), stream), AbortSignal.abort(reason));
    expect(await rejection(call)).toBe(reason);
    expect(cancel).toHaveBeenCalledTimes(1);
  });
});

describe('maxCredits', () => {
  const csv: CreateUpload = { file: fileOf('Phone\n', phoneNumbers(101).join('\n')), phone_column: 'Phone' };

  test.each<[string, CreateUpload, number]>([
    ['an array', phoneList, 100],
    ['a file', csv, 101],
  ])('sends %s with at most this number of entries, and rejects more', async (_, list, entries) => {
    const { client, requests } = fakeFetch();
    await client.uploads.create(list, { maxCredits: entries });
    expect(requests).toHaveLength(1);
    const options: CreateOptions = { maxCredits: entries - 1, reconcile: { token: 'job-7' } };
    const error = await rejectionBeforeSending(({ uploads }) => uploads.create(list, options));
    expect(error).toMatchObject({
      code: 'invalid_input',
      next: 'person',
      message: `uploads.create: the list can cost ${entries} credits, but \`maxCredits\` is ${entries - 1}. Send fewer entries, or increase \`maxCredits\`. Nothing was sent or charged.`,
    });
  });

  test.each([-1, 1.5, Number.NaN, Infinity, '5', null, 5n])(
    'rejects %s before sending',
    async (maxCredits) => {
      const untyped: any = { maxCredits };
      const error = await rejectionBeforeSending((client) => client.uploads.create(phoneList, untyped));
      expect(error).toMatchObject({
        code: 'invalid_input',
        message: expect.stringContaining('`maxCredits` must be a non-negative integer, got '),
      });
    },
  );

  test('ends at the deadline and the signal while it reads a file', async () => {
    const list = streaming(fileOf('Phone'), () => new ReadableStream());
    const late = await rejectionBeforeSending(({ uploads }) =>
      uploads.create(list, { maxCredits: 5, deadline: 20 }),
    );
    expect(late).toMatchObject({ code: 'timeout', limit: 'deadline', attempts: 0 });
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    const aborted = rejectionBeforeSending(({ uploads }) => uploads.create(list, { maxCredits: 5, signal }));
    expect(await aborted).toBe(reason);
  });
});
