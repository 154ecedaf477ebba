import * as client from '@optimaldial/client';
import * as node from '@optimaldial/client/node';
import * as webhooks from '@optimaldial/client/webhooks';
import * as types from '@optimaldial/types';
import { expect, test } from 'vitest';

test('exports: the public names of the main entry point are unchanged', () => {
  const ours = Object.keys(client).filter((name) => !(name in types));
  expect(ours.toSorted()).toEqual([
    'ApiError',
    'AuthenticationError',
    'CallError',
    'ConfigurationError',
    'ConnectionError',
    'DownloadError',
    'InsufficientCreditsError',
    'InvalidInputError',
    'InvalidRequestError',
    'LimiterError',
    'NotFoundError',
    'OptimalDialError',
    'OutcomeUnknownError',
    'PaginationError',
    'PermissionError',
    'RateLimitError',
    'RedirectError',
    'ServerError',
    'TimeoutError',
    'UnreadableResponseError',
    'UploadNotCompletedError',
    'WaitError',
    'WaitTimeoutError',
    'WaitingForPersonError',
    'countEntries',
    'createClient',
    'downloadKindValues',
    'filenameWithToken',
    'isFinal',
    'isOptimalDialError',
    'uploadLimits',
  ]);
  // The client re-exports the values of the enums.
  expect(client).toMatchObject(types);
});

test('exports: the public names of the subpaths are unchanged', () => {
  expect(Object.keys(node).toSorted()).toEqual([
    'fileSecrets',
    'inspect',
    'openFile',
    'removePartFiles',
    'saveDownload',
  ]);
  expect(Object.keys(webhooks).toSorted()).toEqual([
    'WebhookVerificationError',
    'createWebhookHandler',
    'loadSecrets',
    'memorySeen',
    'verifyWebhook',
  ]);
});
