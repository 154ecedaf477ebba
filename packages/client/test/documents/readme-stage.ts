import { createMock, createSandbox } from '@optimaldial/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiKey } from '../support/stub.ts';

/** What an example of a document meets when it runs: an API, and a folder with a list in it. */
export interface Stage {
  readonly apiKey: string;
  readonly fetch: (input: string | Request, init?: RequestInit) => Promise<Response>;
  /** What left the description. */
  violations(): readonly unknown[];
  close(): Promise<void>;
}

/** The stage of a README: one upload that is known, and any id of zeros that is not. */
export function readmeStage(): Stage {
  const found = createMock();
  found.on('retrieveUpload').example('completed');
  const missing = createMock();
  missing.on('retrieveUpload').example('unknown_upload');
  return {
    apiKey,
    fetch: (input, init) => (urlOf(input).includes('/00000000-') ? missing : found).fetch(input, init),
    violations: () => [...found.violations(), ...missing.violations()],
    close: async () => undefined,
  };
}

/** The export of a CRM: 120 numbers that belong to nobody, and three rows that have none. */
const EXPORT = [
  'Name,Phone',
  ...Array.from({ length: 120 }, (_, row) => {
    const line = String(100 + (row % 100));
    return `Lead ${row + 1},(${row < 100 ? '202' : '415'}) 555-0${line}`;
  }),
  'Front desk,ask for Kim',
  'Old record,',
  'Typo,555-01',
  '',
].join('\n');

/** The stage of a guide: an account that remembers, and processes at once, in a folder of its own. */
export async function guideStage(): Promise<Stage> {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
  sandbox.route('https://crm.example', () => new Response());
  const real = globalThis.fetch;
  const before = process.cwd();
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-guide-'));
  await writeFile(join(folder, 'crm-export.csv'), EXPORT);
  process.chdir(folder);
  return {
    apiKey: sandbox.apiKey,
    // A server that the example itself has started is reached as ever.
    fetch: (input, init) => (isLoopback(input) ? real : sandbox.fetch)(input, init),
    violations: sandbox.violations,
    async close() {
      sandbox.close();
      process.chdir(before);
      await rm(folder, { recursive: true });
    },
  };
}

const urlOf = (input: string | Request): string => (typeof input === 'string' ? input : input.url);
const isLoopback = (input: string | Request): boolean => new URL(urlOf(input)).hostname === '127.0.0.1';
