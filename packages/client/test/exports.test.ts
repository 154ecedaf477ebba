import * as client from '@optimaldial/client';
import { expect, test } from 'vitest';

test('the public names are these; a new one is a decision', () => {
  expect(Object.keys(client).toSorted()).toEqual([
    'ApiError',
    'AuthenticationError',
    'CallError',
    'ConfigurationError',
    'ConnectionError',
    'InsufficientCreditsError',
    'InvalidInputError',
    'InvalidRequestError',
    'NotFoundError',
    'OptimalDialError',
    'PermissionError',
    'RateLimitError',
    'RedirectError',
    'ServerError',
    'UnreadableResponseError',
    'createClient',
    'isOptimalDialError',
  ]);
});
