import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMock, createSandbox } from '@optimaldial/testing';

const apiKey = `od_live_${'example-'.repeat(4)}`;

/** The API that an example calls. */
export interface ExampleEnvironment {
  readonly apiKey: string;
  readonly fetch: (input: string | Request, init?: RequestInit) => Promise<Response>;
  /** Requests and responses that don't match the spec. */
  violations(): readonly unknown[];
  close(): Promise<void>;
}

/** For a README: a mock that knows any upload except one whose ID begins with zeros. */
export function mockEnvironment(): ExampleEnvironment {
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

/** The export of a CRM: 120 rows with a phone number and three without. */
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

/** For a guide: a sandbox that processes immediately, and a working directory with a list. */
export async function sandboxEnvironment(): Promise<ExampleEnvironment> {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
  sandbox.route('https://crm.example', () => new Response());
  const real = globalThis.fetch;
  const before = process.cwd();
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-guide-'));
  await writeFile(join(folder, 'crm-export.csv'), EXPORT);
  process.chdir(folder);
  return {
    apiKey: sandbox.apiKey,
    // The example may call a server that it started itself.
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
