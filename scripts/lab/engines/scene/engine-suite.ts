import { startPostgres, type Postgres } from '@optimaldial/jobs-lab/postgres';
import { startForSuite } from '@optimaldial/jobs-lab/redis';
import { afterAll, beforeAll, describe, expect, inject, test, type TestContext } from 'vitest';
import { tooLong } from '../project/lengths.ts';
import { compile, makeProject } from '../project/project.ts';
import type { Engine } from './engine.ts';
import { verdicts } from './scenarios/verdicts.ts';
import { killedTwice } from './scenarios/killed-twice.ts';
import { shared } from './scenarios/shared.ts';
import { restarted } from './scenarios/restarted.ts';
import { stopped } from './scenarios/stopped.ts';
import { woken } from './scenarios/woken.ts';
import { openScene, type Scene } from './scene.ts';

/** For npm, on a machine that is busy, in ms. */
const PREPARED_WITHIN = 600_000;

/** The scenarios, with the credits of their accounts. */
const SCENARIOS: Readonly<Record<string, readonly [credits: number, run: (scene: Scene) => Promise<void>]>> =
  {
    'two workers share the jobs, and charge each list once': [10_000, shared],
    'a job is charged once and ends if its worker is killed in the POST, then in a poll': [1000, killedTwice],
    'the verdict of an error decides whether and when it is retried': [350, verdicts],
    'SIGTERM ends a worker after its slice, and another one continues its job': [1000, stopped],
  };

/** A scenario for pages that show how to continue a job. */
const WAKING: typeof SCENARIOS = {
  'a job that waits for a person can be continued': [50, woken],
};

/**
 * Runs the worker of a page in a project of its own, with the engine that the page installs.
 *
 * @param name of the engine, for the names of the tests
 */
export async function engineSuite(name: string, engine: Engine): Promise<void> {
  const found = await startForSuite(name, () => Promise.resolve(engine.find?.() ?? true));
  const requireEngine = ({ skip }: TestContext): void => skip(found === undefined, 'a program is missing');

  describe.each([name])('%s', { concurrent: true }, () => {
    let project: string;
    let postgres: Postgres | undefined;
    beforeAll(async () => {
      if (found === undefined) return;
      project = await makeProject(inject('folder'), engine.page, inject('packed'));
      postgres = await startPostgres();
    }, PREPARED_WITHIN);
    afterAll(() => postgres?.stop());

    test('its worker compiles, and is short', async (context) => {
      requireEngine(context);
      expect(tooLong(engine.page.files['worker.ts'] ?? '')).toEqual([]);
      await compile(project);
    });

    test.for(Object.entries({ ...SCENARIOS, ...(engine.wake !== undefined && WAKING) }))(
      '%s',
      async ([, [credits, run]], context) => {
        requireEngine(context);
        const scene = await openScene({ engine, project, postgresUrl: postgres?.url ?? '' }, credits);
        try {
          await run(scene);
          expect(scene.sandbox.violations()).toEqual([]);
        } finally {
          await scene.close();
        }
      },
    );

    const title = 'jobs end after PostgreSQL was killed and started again';
    test.for(engine.isOnPostgres === true ? [title] : [])('%s', async () => {
      const own = await startPostgres();
      const scene = await openScene({ engine, project, postgresUrl: own.url }, 1000);
      try {
        await restarted(scene, own);
        expect(scene.sandbox.violations()).toEqual([]);
      } finally {
        await scene.close();
        await own.stop();
      }
    });
  });
}
