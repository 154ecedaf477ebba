import { createMock, createSandbox } from '@optimaldial/testing';
import { describe, expect, test } from 'vitest';
import { checkPort } from '../../src/server/port.ts';

const status = async (url: string, key: string) =>
  (await fetch(`${url}/api/v1/uploads`, { headers: { authorization: `Bearer ${key}` } })).status;

function isBad(port: number): boolean {
  try {
    checkPort(port);
    return false;
  } catch {
    return true;
  }
}

describe('listen options', () => {
  test.each([1, 22, 25, 6000, 6665, 6669, 6697, 10_080, 5060, 2049])(
    'port %i, which fetch blocks, throws a RangeError',
    async (port) => {
      await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
        cause: { message: 'bad port' },
      });
      await expect(createMock().listen({ port })).rejects.toThrow(RangeError);
      await expect(createSandbox().listen({ port })).rejects.toThrow(
        `fetch and browsers block port ${port}. Use`,
      );
    },
  );

  test('blocked ports equal those of fetch', async () => {
    // Nothing is sent, because this dispatcher rejects every request.
    const dispatcher = {
      dispatch() {
        throw new Error('taken');
      },
    };
    const ports = Array.from({ length: 11_000 }, (_, index) => index + 1);
    const refusedByFetch = await Promise.all(
      ports.map(async (port) => {
        const init: object = { dispatcher };
        const error: any = await fetch(`http://127.0.0.1:${port}`, init).catch((reason: unknown) => reason);
        return error.cause.message === 'bad port';
      }),
    );
    expect(ports.filter((port) => isBad(port))).toEqual(ports.filter((_, index) => refusedByFetch[index]));
  });

  test.each([-1, 65_536, 1.5, Number.NaN, Infinity, '4010', null])(
    'port %j throws a RangeError',
    async (port) => {
      const options: object = { port };
      await expect(createMock().listen(options)).rejects.toThrow('port must be an integer from 0 to 65535');
    },
  );

  test.each([
    [{ host: '' }, 'host must be'],
    [{ cors: '*' }, 'cors must be an origin'],
    [{ cors: 'http://localhost:3000/' }, 'cors must be an origin'],
    [{ cors: 'null' }, 'cors must be an origin'],
  ])('%j throws a RangeError', async (options, message) => {
    await expect(createSandbox().listen(options)).rejects.toThrow(message);
  });
});

test('listen: explains that a port is already in use', async () => {
  await using server = await createSandbox().listen();
  const port = Number(new URL(server.url).port);
  await expect(createMock().listen({ port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: `Port ${port} is already in use. Use another port, or 0 for a free one.`,
  });
});

describe('sandbox API keys', () => {
  test('are random and invalidate earlier keys when listening beyond loopback', async () => {
    const [one, two] = [createSandbox(), createSandbox()];
    const before = [one.apiKey, one.createKey()];
    expect(two.apiKey).toBe(one.apiKey);
    await using server = await one.listen({ host: '0.0.0.0' });
    await using other = await two.listen({ host: '0.0.0.0' });
    const keys = [one.apiKey, one.createKey(), two.apiKey, two.createKey()];
    expect(new Set([...before, ...keys]).size).toBe(6);
    expect(await Promise.all(before.map(async (key) => status(server.url, key)))).toEqual([401, 401]);
    expect(await status(server.url, one.apiKey)).toBe(200);
    expect(await status(other.url, two.apiKey)).toBe(200);
    expect([one.credits(), one.apiKey]).toEqual([10_000, expect.stringMatching(/^od_live_[\da-f]{32}$/)]);
  });

  test('are kept when listening on loopback', async () => {
    const sandbox = createSandbox();
    const { apiKey } = sandbox;
    for (const host of ['127.0.0.1', 'localhost', '127.0.0.9']) {
      await using server = await sandbox.listen({ host });
      expect([sandbox.apiKey, await status(server.url, apiKey)]).toEqual([apiKey, 200]);
    }
  });

  test('are kept when listening fails', async () => {
    const sandbox = createSandbox();
    const { apiKey } = sandbox;
    await expect(sandbox.listen({ host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'EADDRNOTAVAIL',
      message: expect.stringContaining('"192.0.2.1" isn\'t an address of this machine'),
    });
    expect(sandbox.apiKey).toBe(apiKey);
  });
});
