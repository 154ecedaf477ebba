import { expect, test } from 'vitest';
import { problem } from '../../src/engine/responses.ts';
import { createAccounts } from '../../src/sandbox/account/accounts.ts';
import { createRateLimit } from '../../src/sandbox/account/rate-limit.ts';
import { createFaults } from '../../src/sandbox/faults/faults.ts';
import { createStorage } from '../../src/sandbox/files/storage.ts';
import { createSandboxResponder } from '../../src/sandbox/responder.ts';
import { createClock } from '../../src/sandbox/simulation/clock.ts';
import { createRandom } from '../../src/sandbox/simulation/random.ts';
import { operations } from '../../src/spec/operations.ts';
import { parseRequest, readHead } from '../../src/engine/parse-request.ts';

test('createSandboxResponder: names the files to edit if an operation has no handler', async () => {
  const random = createRandom(1);
  const clock = createClock({ isRunning: false, speed: 1 });
  const accounts = createAccounts(random);
  const { text: key } = accounts.createKey(accounts.createOrganization());
  const responder = createSandboxResponder({
    clock,
    accounts,
    rateLimit: createRateLimit(),
    storage: createStorage(clock, 'secret', () => undefined),
    rules: new Map(),
    faults: createFaults(random),
    latency: 0,
    // The types require a handler for every operation, but tests also run without a type check.
    operations: {} as Parameters<typeof createSandboxResponder>[0]['operations'],
  });
  const request = new Request('https://api.optimaldial.com/api/v1/uploads', {
    headers: { authorization: `Bearer ${key}` },
  });
  const head = readHead(request);
  const operation = operations.find(({ id }) => id === head.operation?.id);
  if (operation === undefined) throw new Error('The spec has no listUploads.');
  const respond = responder.respond(operation, await parseRequest(head, request), {});
  expect(respond).toThrow(
    'The sandbox has no handler for listUploads: add one in packages/testing/src/sandbox/resources/ and list it in sandbox/services.ts.',
  );
});

test('problem: sends an example of the default response with status 500', () => {
  expect(problem('listUploads', 'server_error')).toMatchObject({ status: 500 });
});
