import type { EnsureWebhook } from '@optimaldial/client';
import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import { type EnsureScene, type OnStep, setUpEnsure } from './set-up-ensure.ts';

// The new endpoint of a rotation gets an event type that only the old one had.

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const narrow: Pick<EnsureWebhook, 'events'> = { events: ['upload.failed'] };
const wide: Pick<EnsureWebhook, 'events'> = { events: ['upload.failed', 'upload.completed'] };

async function rotate(hidesDate = false): Promise<EnsureScene> {
  const scene = setUpEnsure();
  scene.hidesDate = hidesDate;
  await scene.ensure(wide);
  await scene.advance('1h');
  await scene.ensure({ ...narrow, rotateAfter: 0 });
  await scene.advance('5h');
  return scene;
}

/** Completes an upload while the receiver is unavailable: the event is retried to the old endpoint only. */
async function miss(scene: EnsureScene): Promise<string> {
  scene.isDown = true;
  return scene.complete();
}

/** Whether the old endpoint is kept until the event has arrived. */
async function arrives(scene: EnsureScene, missed: string): Promise<boolean> {
  for (const time of ['1s', '1h', '2h'] as const) {
    if ((await scene.ensure(wide)).retiring.length !== 1) return false;
    await scene.advance(time);
  }
  await scene.settle();
  return scene.verified.has(missed);
}

test.each([false, true])(
  'webhooks.ensure: keeps the old endpoint when the new one gets its events, and the date header is missing: %j',
  async (hidesDate) => {
    const scene = await rotate(hidesDate);
    const missed = await miss(scene);
    await scene.advance('1min');
    await scene.ensure(wide);
    expect(await arrives(scene, missed)).toBe(true);
  },
);

test.each<Parameters<OnStep>>([
  ['save', 'before'],
  ['save', 'after'],
  ['PATCH', 'before'],
  ['PATCH', 'after'],
])(
  'webhooks.ensure: keeps the old endpoint when the process is suspended %s %s the update',
  async (step, at) => {
    const scene = await rotate();
    let missed = '';
    await scene.ensure(wide, {
      async onStep(name, phase) {
        if (missed !== '' || !name.startsWith(step) || phase !== at) return;
        missed = await miss(scene);
        await scene.advance('4h');
      },
    });
    expect(await arrives(scene, missed)).toBe(true);
  },
);

test.each([1, 2, 3, 4, 5, 6])(
  'webhooks.ensure: keeps the old endpoint when the process is killed at step %i of the update',
  async (last) => {
    const scene = await rotate();
    const missed = await miss(scene);
    let steps = 0;
    const killed = scene.ensure(wide, {
      onStep(name) {
        if (/^(save|PATCH)/.test(name) && ++steps >= last) throw new Error('The process was killed.');
      },
    });
    await expect(killed).rejects.toThrow();
    await scene.advance('10min');
    expect(await arrives(scene, missed)).toBe(true);
  },
);
