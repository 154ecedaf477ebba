import type { EnsureWebhook } from '@optimaldial/client';
import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import { type EnsureScene, type OnStep, setUpEnsure } from './set-up-ensure.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

interface Situation {
  readonly prepare: (scene: EnsureScene) => Promise<unknown>;
  readonly wanted?: Partial<Omit<EnsureWebhook, 'store'>>;
  /** The last of the steps. */
  readonly last: string;
}

const rotating = async (scene: EnsureScene): Promise<void> => {
  await scene.ensure();
  await scene.ensure({ rotateAfter: 0 });
  await scene.advance('2h');
};

const situations: Record<string, Situation> = {
  'first call': { prepare: async () => {}, last: 'after save' },
  'lost secret': {
    prepare: async (scene) => {
      await scene.ensure();
      scene.stored = undefined;
    },
    last: 'after save',
  },
  rotation: { prepare: (scene) => scene.ensure(), wanted: { rotateAfter: 0 }, last: 'after save' },
  'end of a rotation': { prepare: rotating, last: 'after save' },
  'disabled during a rotation': {
    async prepare(scene) {
      await rotating(scene);
      const [{ id } = { id: '' }] = (await scene.client.webhooks.list()).slice(-1);
      await scene.client.webhooks.update(id, { is_active: false });
    },
    last: 'after save',
  },
  'more events': {
    prepare: (scene) => scene.ensure({ events: ['upload.completed'] }),
    wanted: { events: ['upload.created', 'upload.completed'] },
    last: 'after save',
  },
  'deleted endpoint': {
    async prepare(scene) {
      const { webhook } = await scene.ensure();
      await scene.client.webhooks.delete(webhook.id);
    },
    last: 'after save',
  },
};

/** Fails a step; `passed` are the steps before it. */
function killAt(step: number): { readonly onStep: OnStep; readonly passed: string[] } {
  const passed: string[] = [];
  return {
    passed,
    onStep(name, phase) {
      if (passed.length === step) throw new Error('killed');
      passed.push(`${phase} ${name}`);
    },
  };
}

test.each(Object.entries(situations))(
  'webhooks.ensure: continues after it was killed at any step: %s',
  { timeout: 60_000 },
  async (_, { prepare, wanted, last }) => {
    for (let step = 0; ; step++) {
      const scene = setUpEnsure();
      await prepare(scene);
      const { onStep, passed } = killAt(step);
      const isKilled = await scene.ensure(wanted, { onStep }).then(
        () => false,
        () => true,
      );
      if (!isKilled) {
        expect(passed.at(-1)).toBe(last);
        expect(passed.length).toBeGreaterThan(5);
        break;
      }
      // Without a secret, or while it is down, the receiver refuses the event, which is retried.
      scene.isDown = step % 2 === 0;
      const isCovered = scene.stored !== undefined && JSON.parse(scene.stored).endpoints.length > 0;
      const { id: active } = (await scene.client.webhooks.list()).find((each) => each.is_active) ?? {};
      const event = isCovered && active !== undefined ? await scene.complete() : undefined;
      await scene.ensure(wanted);
      await scene.complete();
      await scene.settle();
      if (event !== undefined) expect(scene.verified, `step ${step}`).toContain(event);
      expect(scene.sandbox.deliveries().length).toBeGreaterThan(0);
    }
  },
);

const readOnly: OnStep = (name) => {
  if (name === 'save') throw new Error('read-only');
};
const losePost: OnStep = (name, phase) => {
  const isLost = name.startsWith('POST') && phase === 'after';
  if (isLost) throw Object.assign(new Error('lost'), { code: 'ECONNRESET' });
};

test('webhooks.ensure: creates nothing if the store cannot be written', async () => {
  const scene = setUpEnsure();
  await expect(scene.ensure({}, { onStep: readOnly })).rejects.toThrow('read-only');
  expect(await scene.client.webhooks.list()).toEqual([]);
});

test('webhooks.ensure: replaces the endpoint if the outcome of its creation is unknown', async () => {
  const scene = setUpEnsure();
  await expect(scene.ensure({}, { onStep: losePost })).rejects.toMatchObject({
    code: 'outcome_unknown',
    message: expect.stringContaining('Call `webhooks.ensure`'),
  });
  const [lost] = await scene.client.webhooks.list();
  expect(await scene.ensure()).toMatchObject({ isNew: true, retiring: [{ id: lost?.id }] });
  await scene.settle();
});
