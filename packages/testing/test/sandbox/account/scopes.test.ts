import { createSandbox, type Scope } from '@optimaldial/testing';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { operations, resolveRef } from '../../../src/spec/operations.ts';

const SCOPES: Record<Scope, true> = { 'uploads:write': true, 'uploads:read': true, 'webhooks:manage': true };

const required = operations.flatMap(({ id, method, template, scope }) =>
  scope === undefined ? [] : [{ id, method, template, scope }],
);

test('Scope: has exactly the scopes of the spec', () => {
  expect(
    Object.keys(SCOPES).toSorted(),
    'Add the scope to the type `Scope` in packages/testing/src/sandbox/account/accounts.ts, and to SCOPES in this test',
  ).toEqual([...new Set(required.map(({ scope }) => scope))].toSorted());
});

/** The first JSON example of an operation's request body. */
function exampleBody(method: string, template: string): object | undefined {
  const path = resolveRef(Object.entries(spec.paths).find(([key]) => key === template)?.[1]);
  const content = resolveRef(resolveRef(resolveRef(path[method.toLowerCase()])['requestBody'])['content']);
  const [example] = Object.values(resolveRef(resolveRef(content['application/json'])['examples']));
  return example === undefined ? undefined : resolveRef(resolveRef(example)['value']);
}

/** Calls an operation with an unknown ID. */
async function callWith(
  scopes: readonly Scope[] | undefined,
  { method, template }: (typeof required)[number],
): Promise<{ status: number; body: unknown }> {
  const sandbox = createSandbox({ clock: 'manual' });
  const path = template.replaceAll(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000');
  const body = exampleBody(method, template);
  const response = await sandbox.fetch(`https://api.optimaldial.com${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sandbox.createKey({ scopes })}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    body: body ? JSON.stringify(body) : null,
  });
  sandbox.close();
  return { status: response.status, body: await response.json() };
}

test.each(required)('$id: rejects a key without $scope', async (operation) => {
  const scopes = Object.keys(SCOPES).filter((scope): scope is Scope => scope !== operation.scope);
  expect(await callWith(scopes, operation)).toMatchObject({
    status: 403,
    body: { detail: { error: 'insufficient_scope', required: operation.scope } },
  });
});

test.each(required)('$id: accepts a key with all scopes, the default', async (operation) => {
  expect((await callWith(undefined, operation)).status).not.toBe(403);
});
