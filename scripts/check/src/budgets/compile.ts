import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../shell.ts';

/** What the compiler did for a program. */
export interface Compiled {
  readonly instantiations: number;
  /** Milliseconds that type checking took. */
  readonly milliseconds: number;
}

/**
 * Type-checks a program as a user's compiler does, and measures the work.
 *
 * @param folder with the packages that the program imports; receives the program
 * @param source the code of the program
 * @param compiler path of `tsc`. @default the TypeScript of this workspace
 */
export async function checkTypes(folder: string, source: string, compiler = 'tsc'): Promise<Compiled> {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: 'es2023',
    module: 'nodenext',
    lib: ['es2023', 'DOM', 'DOM.Iterable'],
    types: [],
    skipLibCheck: true,
  };
  await writeFile(join(folder, 'consumer.ts'), source);
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  const output = await must([compiler, '-p', '.', '--extendedDiagnostics'], folder);
  return {
    instantiations: figure(output, 'Instantiations'),
    milliseconds: figure(output, 'Check time') * 1000,
  };
}

function figure(output: string, name: string): number {
  const found = new RegExp(`^${name}:\\s*([\\d.]+)`, 'm').exec(output)?.[1];
  if (found === undefined) throw new Error(`The compiler did not report ${name}:\n${output}`);
  return Number(found);
}

const ID = `'6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10'`;

/** A program that uses every convenience of the client: 17 typed calls. */
export const CONSUMER = `
import { createClient } from '@optimaldial/client';
const client = createClient();
export const made = async (file: File) => (await client.uploads.create({ file, phone_column: 'Phone' })).id;
export const upload = async () => (await client.uploads.retrieve(${ID})).status;
export async function uploads() { for await (const one of client.uploads.list({ limit: 10 })) return one.status; }
export const cancelled = async () => (await client.uploads.cancel(${ID})).credits_refunded;
export const original = async () => (await client.uploads.downloadUrl(${ID}, 'original')).download_url;
export const processed = async () => (await client.uploads.downloadUrl(${ID}, 'processed')).download_url;
export const likely = async () => (await client.uploads.downloadUrl(${ID}, 'processed-filtered')).download_url;
export const secret = async () => (await client.webhooks.create({ url: 'https://example.com' })).secret;
export const urls = async () => (await client.webhooks.list()).map(({ url }) => url);
export const endpoint = async () => (await client.webhooks.retrieve(${ID})).is_active;
export const changed = async () => (await client.webhooks.update(${ID}, { is_active: true })).is_active;
export const deleted = async () => { await client.webhooks.delete(${ID}); };
export const deliveries = async () => (await client.webhooks.deliveries(${ID}, { limit: 5 }))[0]?.status;
export const contact = async () => (await client.contacts.create({ phone: '+14155550123' })).status;
export async function contacts() { for await (const one of client.contacts.list({ status: 'queued' })) return one.phone; }
export const found = async () => (await client.contacts.retrieve(${ID})).optimaldial_status;
export const dropped = async () => (await client.contacts.cancel(${ID})).credits_refunded;
`;
