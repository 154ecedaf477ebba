import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createJobList } from '../../src/dashboard/state/jobs.ts';

const token = 'b75b16de0c744f0b9df3a41b5b0f1c2e';
const named = `crm.${token}.csv`;

function setUp() {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
  onTestFinished(() => sandbox.close());
  const send = async (body: string | FormData, type?: string): Promise<void> => {
    const headers = { authorization: `Bearer ${sandbox.apiKey}`, ...(type && { 'content-type': type }) };
    await sandbox.fetch('https://api.optimaldial.com/api/v1/uploads', { method: 'POST', headers, body });
  };
  const sendNumbers = (filename: string): Promise<void> =>
    send(JSON.stringify({ phone_numbers: phoneNumbers(100), filename }), 'application/json');
  const jobs = () => {
    const list = createJobList(2);
    list.add(sandbox.requests());
    return list.shown(sandbox.uploads());
  };
  return { sandbox, send, sendNumbers, jobs };
}

test('createJobList: shows how often a list was sent, and what became of it', async () => {
  const { sandbox, sendNumbers, jobs } = setUp();
  sandbox.on('createUpload').fault('unavailable');
  await sendNumbers(named).catch(() => undefined);
  expect(jobs()).toEqual([
    { id: token, list: 'crm.csv', state: 'not_uploaded', sends: 1, uploads: 0, credits: 0 },
  ]);
  await sendNumbers(named);
  expect(jobs()).toMatchObject([{ state: 'completed', sends: 2, uploads: 1, credits: 100 }]);
});

test('createJobList: reports a list that was charged twice', async () => {
  const { sendNumbers, jobs } = setUp();
  await sendNumbers(named);
  await sendNumbers(named);
  expect(jobs()).toMatchObject([{ state: 'charged_twice', uploads: 2, credits: 200 }]);
});

test('createJobList: recognizes a file, and leaves out lists without a token', async () => {
  const { send, sendNumbers, jobs } = setUp();
  await sendNumbers('crm.b75b16de.csv');
  await sendNumbers('plain.csv');
  const form = new FormData();
  form.append('file', new Blob([`Phone\n${phoneNumbers(100).join('\n')}\n`]), 'export.csv');
  form.append('phone_column', 'Phone');
  form.append('filename_override', named);
  await send(form);
  expect(jobs()).toMatchObject([{ id: token, sends: 1, uploads: 1, credits: 100 }]);
});

test('createJobList: keeps the newest jobs', async () => {
  const { sendNumbers, jobs } = setUp();
  for (const digit of ['1', '2', '3']) await sendNumbers(`${digit}.${digit.repeat(32)}.csv`);
  expect(jobs().map(({ list }) => list)).toEqual(['3.csv', '2.csv']);
});
