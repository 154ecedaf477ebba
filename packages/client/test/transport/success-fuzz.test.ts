import { isOptimalDialError, OutcomeUnknownError, UnreadableResponseError } from '@optimaldial/client';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeFetch } from '../support/fake-fetch.ts';
import { deref, operations } from '../support/operations.ts';

// Property tests: a 200 with any JSON passes if it has the fields that identify it, and throws
// UnreadableResponseError otherwise. The test derives these fields from the spec, independently of the client.

type Json = Record<string, any>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === 'string' && value.length > 0;

function plausible(given: Json, value: unknown): boolean {
  const schema = deref(given);
  if (Object.keys(schema).length === 0) return true;
  if (schema['type'] === 'array') return itemsPlausible(schema, value);
  if (!isObject(value)) return false;
  const { properties, required } = schema;
  if (properties.id) return isText(value['id']);
  if (properties.data) return itemsPlausible(properties.data, value['data']);
  if (properties.download_url) return isText(value['download_url']);
  return required.some((name: string) => {
    const { type } = deref(properties[name]);
    if (type === 'object') return plausible(properties[name], value[name]);
    return type === 'integer' ? typeof value[name] === 'number' : isText(value[name]);
  });
}

const itemsPlausible = ({ items }: Json, value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => plausible(items, item));

const anyJson = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('', 0, null, false));
const mostly = (right: fc.Arbitrary<unknown>) => fc.oneof({ arbitrary: right, weight: 3 }, anyJson);
const text = mostly(fc.constant('x'));
/** The required fields of the responses without an ID, a list or a link. */
const required = Object.fromEntries(
  operations.flatMap(({ schema: { properties = {}, required: names = [] } }) =>
    properties.id || properties.data || properties.download_url
      ? []
      : names.map((name: string) => [
          name,
          deref(properties[name])['type'] === 'integer' ? mostly(fc.constant(1)) : text,
        ]),
  ),
);
/** JSON that often has relevant fields, with right and wrong types. */
const { body } = fc.letrec<{ body: unknown; items: unknown }>((tie) => ({
  items: fc.array(tie('body'), { maxLength: 2 }),
  body: fc.oneof(
    { maxDepth: 3 },
    anyJson,
    tie('items'),
    fc.record(
      {
        id: text,
        data: mostly(tie('items')),
        download_url: text,
        ...required,
        webhook: mostly(tie('body')),
      },
      { requiredKeys: [] },
    ),
  ),
}));

test.each(operations)(
  'success of $name: any JSON with the required fields passes, and any other is unreadable',
  async ({ schema, raw }) => {
    const counts = { passed: 0, refused: 0 };
    let answer: unknown;
    const { client } = fakeFetch(() => Response.json(answer));
    await fc.assert(
      fc.asyncProperty(body, async (any) => {
        const sent: unknown = JSON.parse(JSON.stringify(any));
        const expected = plausible(schema, sent);
        answer = any;
        try {
          expect((await raw(client)).data).toEqual(sent);
          expect(expected).toBe(true);
          counts.passed++;
        } catch (thrown) {
          const error = thrown instanceof OutcomeUnknownError ? thrown.cause : thrown;
          if (!(error instanceof UnreadableResponseError)) throw thrown;
          expect(expected).toBe(false);
          counts.refused++;
        }
      }),
      { numRuns: 500 },
    );
    // Both outcomes occur.
    expect(counts.passed).toBeGreaterThan(10);
    expect(counts.refused + (Object.keys(schema).length === 0 ? 11 : 0)).toBeGreaterThan(10);
  },
);

test.each(operations)(
  'success of $name: the method returns or throws an OptimalDialError for any JSON',
  async ({ call, name }) => {
    let answer: unknown;
    const { client } = fakeFetch(() => Response.json(answer));
    await fc.assert(
      fc.asyncProperty(body, async (any) => {
        answer = any;
        try {
          const value = await call(client);
          expect(value === undefined).toBe(name === 'deleteWebhookEndpoint');
        } catch (error) {
          if (!isOptimalDialError(error)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  },
);
