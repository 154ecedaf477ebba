import { readFileSync } from 'node:fs';

/**
 * The peak memory of a process so far, in MiB.
 *
 * @param pid a process other than this one. Linux only; NaN elsewhere
 */
export function peakMemory(pid?: number): number {
  // On Linux, `maxRSS` starts at the value of the parent process.
  if (process.platform !== 'linux') {
    return pid === undefined ? process.resourceUsage().maxRSS / 1024 : Number.NaN;
  }
  const status = readFileSync(`/proc/${pid ?? 'self'}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
