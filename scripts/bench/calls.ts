import { fork } from 'node:child_process';
import { join } from 'node:path';
import { serverUrl } from '@optimaldial/types';
import { allocated } from './allocated.ts';
import { ours, peers, upload } from './calls/contestants.ts';
import { interleave, type Contestant } from './interleave.ts';
import { compared, type Table } from './table.ts';

const body = JSON.stringify(upload);
const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
const stub = async (): Promise<Response> => new Response(body, { headers });

const STUB = { rounds: 40, calls: 1000, inFlight: 1 };
const LOOPBACK = { rounds: 30, calls: 300 };
const IN_FLIGHT = [1, 16, 100];
const TO = { '× raw fetch': 'raw fetch and json()', '× openapi-fetch': 'plain openapi-fetch' };

/**
 * What one `uploads.retrieve` costs beside raw fetch, plain openapi-fetch and other clients: on a stub,
 * where nothing but the code of the client counts, and by HTTP from a server in another process.
 */
export async function benchCalls(): Promise<Table[]> {
  return [await onStub(), ...(await onLoopback())];
}

async function onStub(): Promise<Table> {
  const place = { baseUrl: serverUrl, fetch: stub };
  const contestants = [...ours(place), ...(await peers(place))];
  const figures = await interleave(contestants, STUB);
  const kib = new Map<string, number>();
  for (const contestant of contestants) kib.set(contestant.name, await allocated(contestant));
  const rows = figures.map(({ name, microseconds }) => ({
    name,
    figures: { µs: microseconds, 'KiB allocated': kib.get(name) ?? Number.NaN },
  }));
  return compared('one retrieve, stub fetch', rows, TO, 'µs');
}

async function onLoopback(): Promise<Table[]> {
  const server = fork(join(import.meta.dirname, 'calls/server.ts'), [body]);
  try {
    const port = await new Promise((resolve) => void server.once('message', resolve));
    const place = { baseUrl: `http://127.0.0.1:${Number(port)}` };
    const contestants: Contestant[] = [...ours(place), ...(await peers(place))];
    const tables: Table[] = [];
    for (const inFlight of IN_FLIGHT) {
      const figures = await interleave(contestants, { ...LOOPBACK, inFlight });
      const rows = figures.map(({ name, microseconds }) => ({ name, figures: { µs: microseconds } }));
      tables.push(compared(`one retrieve, loopback, ${inFlight} in flight`, rows, TO, 'µs'));
    }
    return tables;
  } finally {
    server.kill();
  }
}
