import { deserialize, serialize } from 'node:v8';
import { expect, test } from 'vitest';
import { openSandbox } from '../../src/sandbox/create-sandbox.ts';
import { csv, phones, send } from '../support/setup-sandbox.ts';

/** The paths of everything in a graph of plain data; `*` stands for any entry of a list or map. */
function shapeOf(value: unknown, path = '', seen = new Set<unknown>()): string[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) return [path];
  seen.add(value);
  const entries: [string, unknown][] =
    Array.isArray(value) || value instanceof Map
      ? Array.from(value.values(), (entry) => ['*', entry])
      : Object.entries(value);
  return entries.flatMap(([name, entry]) => shapeOf(entry, `${path}/${name}`, seen));
}

test('Memory: is plain data in the shape that VERSION of the data file stands for', async () => {
  const opened = openSandbox({ clock: 'manual', contacts: true, processing: { queued: '1h' } });
  const { sandbox, services } = opened;
  const answers: ((response: Response) => void)[] = [];
  sandbox.route('https://hooks.example', (request) =>
    request.headers.get('x-optimaldial-event') === 'webhook.ping'
      ? new Response()
      : new Promise((resolve) => void answers.push(resolve)),
  );
  await send(sandbox, 'POST', '/webhooks', { url: 'https://hooks.example', events: ['upload.created'] });
  await send(sandbox, 'POST', '/uploads', csv(`Phone\n${phones.join('\n')}\n`));
  const callback = { callback_url: 'https://hooks.example/contact', callback_secret: 's'.repeat(32) };
  await send(sandbox, 'POST', '/contacts', { phone: phones[0], idempotency_key: 'a', ...callback });
  sandbox.web.submit(new File(['Phone\n'], 'web.csv'));
  sandbox.createKey({ organization: 'new' });
  const { memory } = services;
  expect(memory.clock.started).toHaveLength(1);
  expect(deserialize(serialize(memory))).toStrictEqual(memory);
  // If this fails, raise VERSION in src/cli/data/data-file.ts. Fields of the API aren't listed.
  const shape = new Set(shapeOf(memory).map((path) => path.replace(/\/(value|event|delivery)\/.*/, '/$1')));
  expect([...shape].toSorted()).toMatchInlineSnapshot(`
    [
      "/accounts/isPredictable",
      "/accounts/keys/*/expires",
      "/accounts/keys/*/id",
      "/accounts/keys/*/organization",
      "/accounts/keys/*/organization/contacts",
      "/accounts/keys/*/organization/credits",
      "/accounts/keys/*/organization/id",
      "/accounts/keys/*/organization/subscription",
      "/accounts/keys/*/organization/userId",
      "/accounts/keys/*/revoked",
      "/accounts/keys/*/scopes",
      "/accounts/keys/*/scopes/*",
      "/accounts/keys/*/text",
      "/clock/real",
      "/clock/started/*/data/attempt",
      "/clock/started/*/data/delivery",
      "/clock/started/*/kind",
      "/clock/started/*/time",
      "/clock/tasks/*/data",
      "/clock/tasks/*/data/callback/secret",
      "/clock/tasks/*/data/callback/url",
      "/clock/tasks/*/data/list/column",
      "/clock/tasks/*/data/list/filename",
      "/clock/tasks/*/data/list/invalid",
      "/clock/tasks/*/data/list/total",
      "/clock/tasks/*/data/list/valid",
      "/clock/tasks/*/data/organization",
      "/clock/tasks/*/data/organization/contacts",
      "/clock/tasks/*/data/organization/credits",
      "/clock/tasks/*/data/organization/id",
      "/clock/tasks/*/data/organization/subscription",
      "/clock/tasks/*/data/organization/userId",
      "/clock/tasks/*/data/value",
      "/clock/tasks/*/kind",
      "/clock/tasks/*/time",
      "/clock/time",
      "/own/apiKey",
      "/own/organization",
      "/random/state",
      "/recentWrites/*/*",
      "/records/byIdempotencyKey/*",
      "/records/contacts/*",
      "/records/endpoints/*",
      "/records/uploads/*",
      "/records/uploads/*/list",
      "/records/uploads/*/organization",
      "/records/uploads/*/value",
      "/storageSecret",
    ]
  `);
  for (const answer of answers) answer(new Response());
  await services.clock.settle();
});
