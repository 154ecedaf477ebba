import * as fc from 'fast-check';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keyHash } from '../../../src/store/key-hash.ts';
import { newestIn } from '../../../src/store/file/newest.ts';
import { pruneVersions } from '../../../src/store/file/prune.ts';
import { putVersion } from '../../../src/store/file/put-version.ts';

import { replaceCalls } from '../../support/file-system.ts';
import { createInterleaving, type Interleaving } from '../../support/interleave.ts';
import { record } from '../../support/record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const CALLS = ['link', 'lstat', 'readFile', 'rename', 'rm', 'readdir'] as const;

const ACTORS = ['writer', 'writer', 'reader', 'stale 0', 'stale 1', 'stale 2', 'stale 3'] as const;
const bursts = fc.array(
  fc.record({
    actor: fc.nat({ max: ACTORS.length - 1 }),
    steps: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 120 })),
  }),
  { minLength: 10, maxLength: 40 },
);

/** An interleaving in which each call of the file system is a step, until the test ends. */
function interleavedCalls(): Interleaving {
  const interleaving = createInterleaving();
  replaceCalls((real) => {
    const steps = CALLS.map((name) => {
      const call: (...args: any[]) => Promise<unknown> = real[name];
      return [name, (...args: unknown[]) => interleaving.step().then(() => call(...args))];
    });
    // Durability isn't what this test is about.
    const open: typeof real.open = async (...args) => {
      await interleaving.step();
      return Object.assign(await real.open(...args), { sync: () => Promise.resolve() });
    };
    return { ...Object.fromEntries(steps), open };
  });
  return interleaving;
}

it('fileStore: stores each version once, whatever the order of its steps', { timeout: 60_000 }, async () => {
  const interleaving = interleavedCalls();
  await fc.assert(
    fc.asyncProperty(bursts, async (order) => {
      const root = await mkdtemp(join(tmpdir(), 'jobs-'));
      const folder = join(root, keyHash('key'));
      const stored = new Map<number, string>();
      const put = async (version: number, token: string): Promise<void> => {
        if (!(await putVersion(folder, JSON.stringify(record('key', { token })), version))) return;
        expect(stored.get(version + 1)).toBeUndefined();
        stored.set(version + 1, token);
      };
      const act = async (role: (typeof ACTORS)[number], name: number): Promise<void> => {
        const [, stale] = /^stale (\d)$/.exec(role) ?? [];
        if (stale !== undefined) return put(Number(stale), `${name}`);
        let seen = 0;
        for (let time = 0; time < 9; time += 1) {
          const confirmed = Math.max(0, ...stored.keys());
          const newest = await newestIn(folder);
          // A store must not forget what it has confirmed, and readers must not go back in time.
          expect(newest?.version ?? 0).toBeGreaterThanOrEqual(Math.max(seen, confirmed));
          seen = newest?.version ?? 0;
          if (role === 'writer') await put(seen, `${name}.${time}`);
          // Rarely, so that several versions are removed together.
          if (role === 'writer' && time % 3 === 2) await pruneVersions(folder, { canWrite: true, kept: 1 });
        }
      };

      await interleaving.run(
        ACTORS.map((role, name) => () => act(role, name)),
        order,
      );
      const newest = await newestIn(folder);
      expect([...stored.keys()].toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: newest?.version ?? 0 }, (_, index) => index + 1),
      );
      expect(newest?.record.kind === undefined ? newest?.record.token : undefined).toBe(
        stored.get(newest?.version ?? 0),
      );
      expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      await rm(root, { recursive: true });
    }),
    { numRuns: Number(process.env['RUNS'] ?? 60) },
  );
});

it('fileStore: refuses an outdated version wherever a put and a pruning are interrupted', async () => {
  const root = await temporaryFolder();
  const interleaving = interleavedCalls();
  const stops = [0, 1, 2, 3, 4, 5, 6];
  const orders = stops
    .slice(0, 4)
    .flatMap((first) => stops.flatMap((put) => stops.map((prune) => [first, put, prune])));
  for (const [index, [first = 0, put = 0, prune = 0]] of orders.entries()) {
    const folder = join(root, `${index}`);
    await mkdir(folder);
    for (const version of [1, 2, 3, 4, 5]) await writeFile(join(folder, `${version}.json`), '{}');
    const stale = index % 4;
    await interleaving.run(
      [
        () => pruneVersions(folder, { canWrite: true, kept: 1 }),
        async () => expect(await putVersion(folder, '{}', stale)).toBe(false),
      ],
      [
        { actor: 0, steps: first },
        { actor: 1, steps: put },
        { actor: 0, steps: prune },
        { actor: 1, steps: Infinity },
      ],
    );
    expect(await readdir(folder)).toContain('5.json');
  }
});
