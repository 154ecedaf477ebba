import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isRecord } from '../../is-record.ts';

/** Describes this process in a lock. Unique, so that a lock can be recognized. */
export function describeOwner(): string {
  const { pid } = process;
  return JSON.stringify({ pid, started: startOf(pid), host: hostname(), system: system(), id: randomUUID() });
}

/** Names the owner of a lock for a message. */
export function nameOwner(text: string): string {
  const { pid, host } = parse(text);
  return typeof pid === 'number' && typeof host === 'string'
    ? `process ${pid} on ${host}`
    : 'another process';
}

/** Whether the owner of a lock runs; `undefined` if this process can't know it. */
export function isRunning(text: string): boolean | undefined {
  const { pid, started, system: where } = parse(text);
  if (typeof pid !== 'number' || where !== system()) return undefined;
  // This process has no lock yet, so the one before it had the same ID.
  if (pid === process.pid) return false;
  // Another process can have its ID by now.
  if (startOf(process.pid) !== undefined) return startOf(pid) === started;
  try {
    process.kill(pid, 0);
    return undefined;
  } catch (error) {
    // Otherwise it belongs to another user.
    return isRecord(error) && error['code'] === 'ESRCH' ? false : undefined;
  }
}

/** When a process was started, in ticks since the machine was; `undefined` if it has ended, or isn't on Linux. */
export function startOf(pid: number): string | undefined {
  try {
    const facts = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind its name, which can contain spaces and parentheses.
    const [state, ...others] = facts.slice(facts.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended, but its parent doesn't know it yet.
    return state === 'Z' ? undefined : others[START_TIME];
  } catch {
    return undefined;
  }
}

/** Index of the start time in `/proc/PID/stat`, counted from what follows the state. */
const START_TIME = 18;

/** Identifies the processes among which an ID is unique. Each container has IDs of its own. */
function system(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    // Not Linux.
    return hostname();
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const owner: unknown = JSON.parse(text);
    return isRecord(owner) ? owner : {};
  } catch {
    // Just created and not yet written, or by a killed process.
    return {};
  }
}
