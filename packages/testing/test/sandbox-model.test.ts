import { createHmac } from 'node:crypto';
import { createSandbox, type Duration, type FaultKind, type Sandbox } from '@optimaldial/testing';
import type { Upload } from '@optimaldial/types';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

// Random lives of an account: whatever happens in whatever order, these hold.

const phones = Array.from(
  { length: 110 },
  (_, row) => `+1212555${String(100 + (row % 100)).padStart(4, '0')}`,
);
const CREDITS = 2000;

/** What each status may become. */
const LIFE: Readonly<Record<string, readonly string[]>> = {
  ready_for_processing: ['processing', 'completed', 'cancelled', 'failed'],
  processing: ['completed', 'failed'],
  pending_mapping: ['validating', 'cancelled', 'awaiting_confirmation', 'validation_failed'],
  validating: ['awaiting_confirmation', 'validation_failed', 'cancelled'],
  awaiting_confirmation: ['ready_for_processing', 'processing', 'completed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
  validation_failed: [],
};

/** What is known from outside. */
interface Seen {
  /** Uploads that a create returned. */
  readonly returned: Set<string>;
  readonly status: Map<string, string>;
  secret: string;
  unsigned: number;
  deliveries: number;
}

interface Real {
  readonly sandbox: Sandbox;
  readonly seen: Seen;
}

async function call(sandbox: Sandbox, method: string, path: string, body?: object): Promise<unknown> {
  try {
    const response = await sandbox.fetch(`https://api.optimaldial.com/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${sandbox.apiKey}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      body: body ? JSON.stringify(body) : null,
    });
    const parsed: unknown = await response.json();
    return response.ok ? parsed : undefined;
  } catch {
    // A fault that was asked for.
    return undefined;
  }
}

const idOf = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'id' in body ? String(body.id) : undefined;

async function check({ sandbox, seen }: Real): Promise<void> {
  const uploads: readonly Upload[] = sandbox.uploads();
  // Charged − refunded = taken from the balance, which never goes below nothing.
  const taken = uploads.reduce(
    (sum, one) => sum + (one.credits_charged ?? 0) - (one.credits_refunded ?? 0),
    0,
  );
  expect(sandbox.credits()).toBe(CREDITS - taken);
  expect(sandbox.credits()).toBeGreaterThanOrEqual(0);
  const ids = uploads.map(({ id }) => id);
  for (const id of seen.returned) expect(ids).toContain(id);
  for (const { id, status } of uploads) {
    const before = seen.status.get(id);
    if (before !== undefined && before !== status) expect(LIFE[before]).toContain(status);
    seen.status.set(id, status);
  }
  expect(seen.unsigned).toBe(0);
  expect(sandbox.violations()).toEqual([]);
}

type Step = (real: Real) => Promise<void>;

const pick = (sandbox: Sandbox, at: number): string | undefined => {
  const uploads = sandbox.uploads();
  return uploads[at % Math.max(1, uploads.length)]?.id;
};

const create: Step = async ({ sandbox, seen }) => {
  const id = idOf(await call(sandbox, 'POST', '/uploads', { phone_numbers: phones }));
  if (id !== undefined) seen.returned.add(id);
};
const cancel =
  (at: number): Step =>
  async ({ sandbox }) => {
    const id = pick(sandbox, at);
    if (id !== undefined) await call(sandbox, 'DELETE', `/uploads/${id}`);
  };
const fail =
  (at: number): Step =>
  async ({ sandbox }) => {
    const found = sandbox.uploads()[at % Math.max(1, sandbox.uploads().length)];
    if (found && ['ready_for_processing', 'processing'].includes(found.status)) sandbox.fail(found.id);
  };
const web =
  (confirm: boolean): Step =>
  async ({ sandbox }) => {
    const { id } = sandbox.web.submit(new File([`Phone\n${phones.join('\n')}\n`], 'web.csv'));
    await sandbox.web.map(id, confirm ? 'Phone' : 'Nope');
    await sandbox.advance('1s');
    if (confirm && sandbox.credits() >= phones.length) sandbox.web.confirm(id);
  };
const advance =
  (by: Duration): Step =>
  ({ sandbox }) =>
    sandbox.advance(by);
const fault =
  (kind: FaultKind): Step =>
  async ({ sandbox }) =>
    sandbox.on('createUpload').fault(kind);
const walk =
  (limit: number): Step =>
  async ({ sandbox }) => {
    const listed: string[] = [];
    for (let cursor = ''; ;) {
      const page = await call(sandbox, 'GET', `/uploads?limit=${limit}${cursor}`);
      if (typeof page !== 'object' || page === null || !('data' in page) || !Array.isArray(page.data)) break;
      listed.push(...page.data.map(idOf).filter((id) => id !== undefined));
      if (!('next_cursor' in page) || typeof page.next_cursor !== 'string') break;
      cursor = `&cursor=${page.next_cursor}`;
    }
    // Each exactly once, newest first.
    expect(listed).toEqual(
      sandbox
        .uploads()
        .map(({ id }) => id)
        .toReversed(),
    );
  };

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(create) },
    { weight: 2, arbitrary: fc.nat(20).map(cancel) },
    { weight: 1, arbitrary: fc.nat(20).map(fail) },
    { weight: 1, arbitrary: fc.boolean().map(web) },
    { weight: 3, arbitrary: fc.constantFrom<Duration>(500, '1s', '2s', '8s', '5min', '1d').map(advance) },
    {
      weight: 2,
      arbitrary: fc.constantFrom<FaultKind>('reset', 'reset-after-commit', 'truncate').map(fault),
    },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }).map(walk) },
  ),
  { maxLength: 14 },
);

test('a thousand random lives: no credit vanishes, no upload is lost, every delivery is signed', async () => {
  let deliveries = 0;
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), fc.boolean(), async (life, seed, taken) => {
      const sandbox = createSandbox({ clock: 'manual', credits: CREDITS, seed });
      const seen: Seen = { returned: new Set(), status: new Map(), secret: '', unsigned: 0, deliveries: 0 };
      sandbox.route('https://hooks.example', async (request) => {
        const body = await request.text();
        const header = request.headers.get('x-optimaldial-signature') ?? '';
        const [, t = '', v1] = /^t=(\d+),v1=([\da-f]{64})$/.exec(header) ?? [];
        if (seen.secret !== '') {
          seen.deliveries += 1;
          const right = createHmac('sha256', seen.secret).update(`${t}.${body}`).digest('hex');
          if (v1 !== right) seen.unsigned += 1;
        }
        return new Response(null, { status: taken || seen.secret === '' ? 200 : 500 });
      });
      const endpoint = await call(sandbox, 'POST', '/webhooks', { url: 'https://hooks.example' });
      if (typeof endpoint === 'object' && endpoint !== null && 'secret' in endpoint) {
        seen.secret = String(endpoint.secret);
      }
      const real = { sandbox, seen };
      for (const step of life) {
        await step(real);
        await check(real);
      }
      await sandbox.advance('2d');
      await check(real);
      deliveries += seen.deliveries;
      sandbox.close();
    }),
    { numRuns: 1000 },
  );
  expect(deliveries).toBeGreaterThan(1000);
}, 120_000);
