import { createHmac } from 'node:crypto';
import { deserialize } from 'node:v8';
import type { FaultKind, SandboxOptions } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  become,
  charge,
  type Model,
  numbers,
  pass,
  QUEUED,
  type Real,
  ROWS,
  spans,
  TAKES,
  tryCall,
} from './account-model.ts';
import { takeSnapshot } from '../../src/cli/data/data-file.ts';
import { openSandbox, type OpenSandbox } from '../../src/sandbox/create-sandbox.ts';

// Random requests to a sandbox, compared with a model of the account.

const CREDITS = 10 * ROWS - 1;
type Command = fc.AsyncCommand<Model, Real>;

const create = (): Command => ({
  toString: () => 'create',
  check: () => true,
  async run(model, { sandbox }) {
    const fault = model.faults.shift();
    const before = sandbox.uploads().length;
    const answer = await tryCall(sandbox, 'POST', '/uploads', { phone_numbers: numbers });
    if (fault === 'reset') return expect(answer).toBeUndefined();
    if (model.credits < ROWS) {
      if (fault === undefined) expect(answer?.status).toBe(402);
      return expect(sandbox.uploads()).toHaveLength(before);
    }
    // Interrupted after the commit, or not at all: the upload exists and is charged.
    const made = sandbox.uploads().at(-1)?.id ?? '';
    if (fault === undefined) expect(answer).toMatchObject({ status: 200, body: { id: made } });
    expect(sandbox.uploads()).toHaveLength(before + 1);
    charge(model, made);
  },
});

const cancel = (at: number): Command => ({
  toString: () => `cancel ${at}`,
  check: ({ uploads }) => uploads.size > 0,
  async run(model, { sandbox }) {
    const [id, upload] = [...model.uploads][at % model.uploads.size] ?? [];
    if (id === undefined || upload === undefined) return;
    const answer = await tryCall(sandbox, 'DELETE', `/uploads/${id}`);
    const early = ['pending_mapping', 'awaiting_confirmation', 'ready_for_processing'].includes(
      upload.status,
    );
    expect(answer?.status).toBe(early ? 200 : 409);
    if (!early) return;
    upload.refunded = upload.charged;
    model.credits += upload.refunded;
    expect(answer?.body).toEqual({ status: 'cancelled', credits_refunded: upload.refunded });
    become(model, id, 'cancelled');
  },
});

const fail = (at: number): Command => ({
  toString: () => `fail ${at}`,
  check: ({ uploads }) => uploads.size > 0,
  async run(model, { sandbox }) {
    const [id, upload] = [...model.uploads][at % model.uploads.size] ?? [];
    if (id === undefined || upload === undefined) return;
    if (upload.status === 'ready_for_processing' || upload.status === 'processing') {
      sandbox.fail(id);
      become(model, id, 'failed');
    } else expect(() => sandbox.fail(id)).toThrow(RangeError);
  },
});

const web = (column: 'Phone' | 'Nope', confirms: boolean): Command => ({
  toString: () => `web ${column} ${confirms}`,
  check: () => true,
  async run(model, { sandbox }) {
    const { id } = sandbox.web.submit(new File([`Phone\n${numbers.join('\n')}\n`], 'web.csv'));
    model.uploads.set(id, { status: 'pending_mapping', charged: 0, refunded: 0, start: Infinity });
    await sandbox.web.map(id, column);
    await sandbox.advance('1s');
    pass(model, 1000);
    become(model, id, column === 'Phone' ? 'awaiting_confirmation' : 'validation_failed');
    if (column !== 'Phone' || !confirms) return;
    if (model.credits < ROWS) return expect(() => sandbox.web.confirm(id)).toThrow('credits');
    sandbox.web.confirm(id);
    charge(model, id);
  },
});

const advance = ([by, ms]: (typeof spans)[number]): Command => ({
  toString: () => `advance ${by}`,
  check: () => true,
  async run(model, { sandbox }) {
    await sandbox.advance(by);
    pass(model, ms);
  },
});

const fault = (kind: FaultKind): Command => ({
  toString: () => `fault ${kind}`,
  check: () => true,
  async run(model, { sandbox }) {
    sandbox.on('createUpload').fault(kind);
    model.faults.push(kind);
  },
});

// Rules, faults and recorded requests aren't part of the state.
const restart = (isKilled: boolean): Command => ({
  toString: () => `restart ${isKilled}`,
  check: () => true,
  async run(model, real) {
    await real.restart(isKilled);
    model.faults.length = 0;
  },
});

const list = (limit: number): Command => ({
  toString: () => `list by ${limit}`,
  check: () => true,
  async run(model, { sandbox }) {
    const listed: unknown[] = [];
    for (let cursor: unknown = ''; typeof cursor === 'string';) {
      const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await tryCall(sandbox, 'GET', `/uploads?limit=${limit}${after}`);
      listed.push(...(page?.body.data ?? []).map(({ id }: { id: string }) => id));
      cursor = page?.body.next_cursor;
    }
    expect(listed).toEqual([...model.uploads.keys()].toReversed());
  },
});

/** Compares uploads, credits and violations with the model. */
function compare(model: Model, { sandbox, unsigned }: Real): void {
  const found = sandbox.uploads().map(({ id, status, credits_charged, credits_refunded }) => ({
    id,
    status,
    charged: credits_charged ?? 0,
    refunded: credits_refunded ?? 0,
  }));
  const expected = [...model.uploads].map(([id, { status, charged, refunded }]) => ({
    id,
    status,
    charged,
    refunded,
  }));
  expect(found).toEqual(expected);
  const taken = found.reduce((sum, { charged, refunded }) => sum + charged - refunded, 0);
  expect([sandbox.credits(), sandbox.credits() >= 0]).toEqual([CREDITS - taken, true]);
  expect([unsigned, sandbox.violations()]).toEqual([0, []]);
}

/** A command that compares everything afterwards. */
const compared = (command: Command): Command => ({
  ...command,
  async run(model, real) {
    await command.run(model, real);
    compare(model, real);
  },
});

const commands = fc.commands<Model, Real, false>(
  [
    fc.constant(create()),
    fc.constant(create()),
    fc.nat(20).map(cancel),
    fc.nat(20).map(fail),
    fc
      .tuple(fc.constantFrom('Phone', 'Nope'), fc.boolean())
      .map(([column, confirms]) => web(column, confirms)),
    fc.constantFrom(...spans).map(advance),
    fc.constantFrom<FaultKind>('reset', 'reset-after-commit', 'truncate').map(fault),
    fc.integer({ min: 1, max: 5 }).map(list),
    fc.boolean().map(restart),
  ].map((one) => one.map(compared)),
  { maxCommands: 16 },
);

function reopen({ services }: OpenSandbox, options: SandboxOptions): OpenSandbox {
  const { memory, files } = takeSnapshot(services.memory, services.state.files);
  // Other credits and another seed, which must not apply.
  return openSandbox(
    { ...options, credits: 1, seed: 99 },
    { memory: deserialize(memory), files: new Map(files) },
  );
}

test('sandbox: random accounts match the model, and every event is delivered signed', async () => {
  let events = 0;
  const property = fc.asyncProperty(commands, fc.nat(), fc.boolean(), async (life, seed, taken) => {
    const processing = { queued: QUEUED, takes: TAKES };
    const options: SandboxOptions = { clock: 'manual', credits: CREDITS, seed, processing };
    let opened = openSandbox(options);
    const model: Model = { now: 0, credits: CREDITS, uploads: new Map(), events: [], faults: [] };
    let secret = '';
    let wasKilled = false;
    const receive = async (request: Request): Promise<Response> => {
      if (secret === '') return new Response();
      const body = await request.text();
      const [, t = '', v1] =
        /^t=(\d+),v1=([\da-f]{64})$/.exec(request.headers.get('x-optimaldial-signature') ?? '') ?? [];
      const right = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
      if (v1 !== right) real.unsigned += 1;
      const { type, data } = JSON.parse(body) as { type: string; data: { upload: { id: string } } };
      real.delivered.push(`${type} ${data.upload.id}`);
      return new Response(null, { status: taken ? 200 : 500 });
    };
    const real: Real = {
      sandbox: opened.sandbox,
      delivered: [],
      unsigned: 0,
      async restart(isKilled) {
        // Otherwise, the delivery of an event can be repeated.
        if (!isKilled) await opened.services.clock.settle();
        wasKilled ||= isKilled;
        opened.sandbox.close();
        opened = reopen(opened, options);
        real.sandbox = opened.sandbox;
        real.sandbox.route('https://hooks.example', receive);
      },
    };
    real.sandbox.route('https://hooks.example', receive);
    const wanted = ['upload.created', 'upload.completed', 'upload.failed'];
    const endpoint = await tryCall(real.sandbox, 'POST', '/webhooks', {
      url: 'https://hooks.example',
      events: wanted,
    });
    secret = String(endpoint?.body.secret);
    await fc.asyncModelRun(() => ({ model, real }), life);
    await real.sandbox.advance('2d');
    pass(model, 2 * 86_400_000);
    compare(model, real);
    // If the receiver fails, the endpoint is disabled at some point.
    const delivered = wasKilled ? [...new Set(real.delivered)] : real.delivered;
    if (taken) expect(delivered.toSorted()).toEqual(model.events.toSorted());
    events += real.delivered.length;
    real.sandbox.close();
  });
  const numRuns = 200;
  await fc.assert(property, { numRuns });
  expect(events).toBeGreaterThan(numRuns);
}, 120_000);
