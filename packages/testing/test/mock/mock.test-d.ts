import { type Body, createMock, type ExampleName, type OperationId } from '@optimaldial/testing';
import type { ErrorBody, OperationExamples, Upload, UploadStatus } from '@optimaldial/types';
import { expectTypeOf, test } from 'vitest';

const mock = createMock();

test('types: names, statuses and bodies are those of the spec', () => {
  expectTypeOf<OperationId>().toEqualTypeOf<keyof OperationExamples>();
  expectTypeOf<UploadStatus>().toExtend<ExampleName<'retrieveUpload'>>();
  expectTypeOf<Body<'retrieveUpload', 200>>().toEqualTypeOf<Upload>();
  expectTypeOf<Body<'retrieveUpload', 404>>().toEqualTypeOf<ErrorBody>();
  expectTypeOf<Body<'retrieveUpload', 503>>().toEqualTypeOf<ErrorBody>();
  mock.on('retrieveUpload').reply(503, { detail: 'Down' });
});

test('types: undocumented operations, examples and bodies do not compile', () => {
  // @ts-expect-error: no such operation
  mock.on('retrieveUploads');
  // @ts-expect-error: no such example
  mock.on('retrieveUpload').example('done');
  // @ts-expect-error: no such example
  mock.on('retrieveUpload').script(['processing', 'done']);
  // @ts-expect-error: no such status
  mock.on('retrieveUpload').reply(204);
  // @ts-expect-error: not the body of an error
  mock.on('retrieveUpload').reply(404, { message: 'Not found' });
  // @ts-expect-error: no such operation
  mock.requests('listNothing');
});
