import { fork } from 'node:child_process';
import { serverUrl } from '@optimaldial/types';
import { allocated } from '../measure/allocated.ts';
import { interleave } from '../measure/interleave.ts';
import { compared, type Report } from '../measure/report.ts';
import { contestants, upload } from './contestants.ts';
import { benchTracing } from './tracing.ts';

const body = JSON.stringify(upload);
const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
const stub = async (): Promise<Response> => new Response(body, { headers });

const STUB = { rounds: 40, calls: 1000, inFlight: 1 };
const LOOPBACK = { rounds: 30, calls: 300 };
const IN_FLIGHT = [1, 16, 100];
const TO = { '× raw fetch': 'raw fetch and json()', '× openapi-fetch': 'plain openapi-fetch' };

/**
 * The cost of one `uploads.retrieve` relative to raw fetch, plain openapi-fetch and other clients: with a
 * stubbed fetch, which leaves only the code of the client, and over HTTP to a server in another process.
 */
export async function benchCalls(): Promise<Report[]> {
  return [await onStub(), await benchTracing(stub), ...(await onLoopback())];
}

async function onStub(): Promise<Report> {
  const stubbed = contestants({ baseUrl: serverUrl, fetch: stub });
  const figures = await interleave(stubbed, STUB);
  const kib = new Map<string, number>();
  for (const contestant of stubbed) kib.set(contestant.name, await allocated(contestant));
  const rows = figures.map(({ name, microseconds }) => ({
    name,
    figures: { µs: microseconds, 'KiB allocated': kib.get(name) ?? Number.NaN },
  }));
  return compared('one retrieve, stubbed fetch', rows, TO, 'µs');
}

async function onLoopback(): Promise<Report[]> {
  const server = fork(`${import.meta.dirname}/server.ts`, [body]);
  try {
    const port = await new Promise((resolve) => void server.once('message', resolve));
    const overHttp = contestants({ baseUrl: `http://127.0.0.1:${Number(port)}` });
    const reports: Report[] = [];
    for (const inFlight of IN_FLIGHT) {
      const figures = await interleave(overHttp, { ...LOOPBACK, inFlight });
      const rows = figures.map(({ name, microseconds }) => ({ name, figures: { µs: microseconds } }));
      reports.push(compared(`one retrieve, loopback, ${inFlight} in flight`, rows, TO, 'µs'));
    }
    return reports;
  } finally {
    server.kill();
  }
}
