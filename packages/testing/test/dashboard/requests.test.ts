import { expect, test } from 'vitest';
import { createRequestGroups, type HandledRequest } from '../../src/dashboard/state/requests.ts';

const id = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const other = '7f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e11';

function group(requests: readonly Partial<HandledRequest>[], most = 50) {
  const groups = createRequestGroups(most);
  for (const [index, request] of requests.entries()) {
    groups.add({ method: 'GET', path: '/', status: 200, violations: [], ...request }, `at ${index}`);
  }
  return groups.shown();
}

const violation = (message: string): HandledRequest['violations'][number] => ({
  side: 'request',
  operation: 'listUploads',
  method: 'GET',
  path: '/api/v1/uploads',
  location: 'query',
  message,
});

const idsOf = (requests: readonly { id: number }[]) => requests.map(({ id: row }) => row);

test('createRequestGroups: a client that polls is one row, with a count and the last time', () => {
  const polls = [id, other, id].map((upload) => ({ path: `/api/v1/uploads/${upload}` }));
  const { requestCount, requests } = group([
    { path: '/api/v1/uploads', method: 'POST' },
    ...polls,
    { path: '/api/v1/uploads', method: 'POST' },
    { path: `/api/v1/uploads/${id}`, status: 404 },
  ]);
  expect(requestCount).toBe(6);
  expect(requests.map(({ method, path, status, count, at }) => [method, path, status, count, at])).toEqual([
    ['GET', '/api/v1/uploads/{upload_id}', 404, 1, 'at 5'],
    ['POST', '/api/v1/uploads', 200, 2, 'at 4'],
    ['GET', '/api/v1/uploads/{upload_id}', 200, 3, 'at 3'],
  ]);
});

test('createRequestGroups: groups paths outside of the API without the IDs in them', () => {
  const { requests } = group([
    { path: `/storage/${id}/processed.csv` },
    { path: `/storage/${other}/processed.csv` },
    { path: '/nothing', status: null },
  ]);
  expect(requests).toMatchObject([
    { path: '/nothing', status: null, count: 1 },
    { path: '/storage/{id}/processed.csv', count: 2 },
  ]);
});

test('createRequestGroups: a row keeps its ID while it is updated', () => {
  expect(idsOf(group([{}, { status: 404 }]).requests)).toEqual([2, 1]);
  expect(idsOf(group([{}, { status: 404 }, {}]).requests)).toEqual([1, 2]);
});

test('createRequestGroups: lists equal violations once, and counts all', () => {
  const { violationCount, violations, requests } = group([
    { path: '/api/v1/uploads', status: 400, violations: [violation('limit'), violation('cursor')] },
    { path: '/api/v1/uploads', status: 400, violations: [violation('limit')] },
  ]);
  expect(violationCount).toBe(3);
  expect(requests).toMatchObject([{ count: 2, violations: 3 }]);
  expect(violations).toMatchObject([
    { side: 'request', method: 'GET', path: '/api/v1/uploads', message: 'limit', count: 2, at: 'at 1' },
    { message: 'cursor', count: 1, at: 'at 0' },
  ]);
});

test('createRequestGroups: keeps the groups whose last request is newest, and counts the others', () => {
  const { requestCount, requests } = group(
    [{ path: '/a' }, { path: '/b' }, { path: '/a' }, { path: '/c' }],
    2,
  );
  expect(requestCount).toBe(4);
  expect(requests).toMatchObject([{ path: '/c' }, { path: '/a', count: 2 }]);
});
