import { readFileSync } from 'node:fs';

/**
 * The most memory that a process has had so far, in MiB.
 *
 * @param pid default: this process; another one can be told on Linux only
 */
export function peakMemory(pid?: number): number {
  // On Linux `maxRSS` begins with that of the process that started this one.
  if (process.platform !== 'linux') {
    return pid === undefined ? process.resourceUsage().maxRSS / 1024 : Number.NaN;
  }
  const status = readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
