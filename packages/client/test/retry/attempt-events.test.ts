import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { numbers } from '../support/ambiguous.ts';
import { id, stub } from '../support/stub.ts';

const uncaught = vi.fn();
beforeEach(() => {
  uncaught.mockReset();
  process.on('unhandledRejection', uncaught);
});
afterEach(() => void process.off('unhandledRejection', uncaught));

const fault = new Error('the log is full');
function thenable(then: (resolve: unknown, reject: (error: Error) => void) => void): object {
  const made = {};
  Reflect.set(made, 'then', then);
  return made;
}
const poisoned = new Proxy(
  {},
  {
    get() {
      throw fault;
    },
  },
);

const OBSERVERS: [string, () => unknown][] = [
  [
    'throws',
    () => {
      throw fault;
    },
  ],
  ['rejects with undefined', () => Promise.reject(undefined)],
  ['rejects', () => Promise.reject(fault)],
  [
    'rejects later',
    async () => {
      await Promise.resolve();
      throw fault;
    },
  ],
  ['never settles', () => new Promise(() => undefined)],
  ['returns a thenable that rejects', () => thenable((_, reject) => reject(fault))],
  [
    'returns a thenable that throws',
    () =>
      thenable(() => {
        throw fault;
      }),
  ],
  ['returns a thenable that never settles', () => thenable(() => undefined)],
  ['returns what throws when it is looked at', () => poisoned],
  ['returns a promise without catch()', () => Object.assign(Promise.reject(fault), { catch: undefined })],
];

/** Lets go of the event loop, so that what nobody caught comes out. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => void setImmediate(resolve));
}

// Counted by hand: a mock function of vitest would catch what its implementation rejects with.
test.each(OBSERVERS)('onAttempt: the call succeeds when it %s', async (_, observe) => {
  let calls = 0;
  const onAttempt = () => ((calls += 1), observe());
  const { client } = stub(() => Response.json({ id }), { onAttempt });
  expect(await client.uploads.create({ phone_numbers: numbers })).toEqual({ id });
  await settled();
  expect(calls).toBe(1);
  expect(uncaught).not.toHaveBeenCalled();
});

test.each(OBSERVERS)('onUpdate: the wait succeeds when it %s', async (_, observe) => {
  let calls = 0;
  const onUpdate = () => ((calls += 1), observe());
  const { client } = stub(() => Response.json({ id, status: 'completed' }));
  expect(await client.uploads.wait(id, { onUpdate })).toMatchObject({ status: 'completed' });
  await settled();
  expect(calls).toBe(1);
  expect(uncaught).not.toHaveBeenCalled();
});

test('onAttempt: is called before the call settles', async () => {
  const order: string[] = [];
  const { client } = stub(() => Response.json({ id }), { onAttempt: () => order.push('observed') });
  await client.uploads.retrieve(id).then(() => order.push('returned'));
  expect(order).toEqual(['observed', 'returned']);
});
