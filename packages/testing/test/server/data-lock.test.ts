import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepData } from '../../src/cli/data/keep-data.ts';
import { removeLock } from '../../src/cli/data/lock-file.ts';
import { describeOwner, startOf } from '../../src/cli/data/lock-owner.ts';
import { type DataLock, lockData } from '../../src/cli/data/lock.ts';
import { openSandbox } from '../../src/sandbox/create-sandbox.ts';

let folder: string;
let data: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-lock-'));
  data = join(folder, 'sandbox.data');
});
const locks: DataLock[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const lock of locks.splice(0)) lock.release();
  await rm(folder, { recursive: true });
});

async function lockIt(): Promise<DataLock> {
  const lock = await lockData(data);
  locks.push(lock);
  return lock;
}

/** The lock of another process. */
const ownedBy = (owner: object): string => JSON.stringify({ ...JSON.parse(describeOwner()), ...owner });
const elsewhere = { pid: 4_194_305, host: 'other', system: 'other container' };
const reused = { pid: process.ppid };
const running = { pid: process.ppid, started: startOf(process.ppid) };

/** Passes the time after which a lock without a heartbeat is stale. */
function passTime(): void {
  vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(10_000);
}

test.each([
  ['of another container, whose ID is free here', ownedBy(elsewhere), 'process 4194305 on other'],
  ['of a running process', ownedBy(running), `process ${process.ppid} on `],
  ['of another version', '1', 'another process'],
])('--data: refuses the lock %s, while its heart beats', async (_, owner, name) => {
  await writeFile(`${data}.lock`, owner);
  let beat = 1;
  const timer = setInterval(() => void utimes(`${data}.lock`, beat, (beat += 1)), 5);
  try {
    await expect(lockData(data)).rejects.toThrow(`sandbox.data is in use by ${name}`);
  } finally {
    clearInterval(timer);
  }
  expect(await readFile(`${data}.lock`, 'utf8')).toBe(owner);
});

test.each([
  ['of another container', ownedBy(elsewhere)],
  ['of another version', String(process.ppid)],
  ['that was never written', ''],
])('--data: takes over a lock %s, without a heartbeat', async (_, owner) => {
  await writeFile(`${data}.lock`, owner);
  passTime();
  expect(await (await lockIt()).isHeld()).toBe(true);
  expect(await readdir(folder)).toEqual(['sandbox.data.lock']);
});

test('--data: takes over the lock of a process that has ended, without waiting', async () => {
  for (const owner of [{ pid: process.pid }, { pid: 4_194_305 }, reused]) {
    await writeFile(`${data}.lock`, ownedBy(owner));
    const lock = await lockIt();
    expect(await lock.isHeld()).toBe(true);
    lock.release();
  }
  expect(await readdir(folder)).toEqual([]);
});

test('--data: refuses the lock of a process that runs, but has no time for a heartbeat', async () => {
  await writeFile(`${data}.lock`, ownedBy(running));
  passTime();
  await expect(lockData(data)).rejects.toThrow(`is in use by process ${process.ppid}`);
});

test('--data: never removes the lock of a process that was faster to take over', async () => {
  const [lock, removal, dead] = [`${data}.lock`, `${data}.removal`, ownedBy({ pid: 4_194_305 })];
  await writeFile(lock, ownedBy(reused));
  const { ino } = await stat(lock);
  expect(await removeLock(lock, dead, removal, describeOwner())).toBe(true);
  expect((await stat(lock)).ino).toBe(ino);
  await writeFile(lock, dead);
  await writeFile(removal, ownedBy(reused));
  expect(await removeLock(lock, dead, removal, describeOwner())).toBe(false);
  expect((await stat(lock)).ino).toBe(ino);
});

test('--data: takes over a lock even if a process was killed while it did', async () => {
  await writeFile(`${data}.lock`, ownedBy({ pid: 4_194_305 }));
  await writeFile(`${data}.lock.removal`, ownedBy({ pid: 4_194_305 }));
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
  expect(await (await lockIt()).isHeld()).toBe(true);
  expect(await readdir(folder)).toEqual(['sandbox.data.lock']);
});

test('--data: beats while it has the lock', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    await lockIt();
    await utimes(`${data}.lock`, 1, 1);
    vi.advanceTimersByTime(1000);
    await vi.waitFor(async () => expect((await stat(`${data}.lock`)).mtimeMs).toBeGreaterThan(1000));
  } finally {
    vi.useRealTimers();
  }
});

test('--data: creates the lock again when someone has deleted it', async () => {
  const lock = await lockIt();
  await rm(`${data}.lock`);
  expect(await Promise.all([lock.isHeld(), lock.isHeld()])).toEqual([true, true]);
  expect(await readdir(folder)).toEqual(['sandbox.data.lock']);
});

test('--data: saves nothing when another process has taken over the lock', async () => {
  const { services } = openSandbox({});
  const lock = await lockIt();
  const errors: string[] = [];
  const keeper = keepData(data, services, lock, (message) => errors.push(message));
  expect(await keeper.save()).toBe(true);
  const saved = await readFile(data);
  await writeFile(`${data}.lock`, ownedBy(elsewhere));
  services.accounts.revokeAll();
  expect(await keeper.save()).toBe(false);
  expect(errors).toEqual([`The state of the sandbox can't be saved: another process uses ${data} now`]);
  expect(saved.equals(await readFile(data))).toBe(true);
  lock.release();
  expect(await readdir(folder)).toContain('sandbox.data.lock');
});
