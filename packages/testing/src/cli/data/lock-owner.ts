import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isRecord } from '../../is-record.ts';

/** Describes this process in a lock. Unique, so that a lock can be recognized. */
export function describeOwner(): string {
  return JSON.stringify({ pid: process.pid, host: hostname(), system: system(), id: randomUUID() });
}

/** Names the owner of a lock for a message. */
export function nameOwner(text: string): string {
  const { pid, host } = parse(text);
  return typeof pid === 'number' && typeof host === 'string'
    ? `process ${pid} on ${host}`
    : 'another process';
}

/** Whether the owner of a lock has certainly ended. */
export function hasEnded(text: string): boolean {
  const owner = parse(text);
  const { pid } = owner;
  if (typeof pid !== 'number' || owner['system'] !== system()) return false;
  // This process has no lock yet, so the one before it had the same ID.
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // Otherwise it belongs to another user.
    return isRecord(error) && error['code'] === 'ESRCH';
  }
}

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
