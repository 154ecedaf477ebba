import type { Report } from '../measure/report.ts';
import { measureGrowth } from './growth.ts';
import { measureThroughput } from './throughput.ts';

/** Jobs of several workers: how many a second, and what they cost as the store grows. */
export async function benchFleet(): Promise<Report[]> {
  return [
    { title: '10,000 jobs queued, 8 at a time in each process', rows: await measureThroughput() },
    { title: 'a store that grows', rows: await measureGrowth() },
  ];
}
