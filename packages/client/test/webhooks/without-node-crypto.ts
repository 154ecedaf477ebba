import { vi } from 'vitest';

/** Hides `node:crypto`, as on runtimes that only have WebCrypto, until the mocks are restored. */
export function withoutNodeCrypto(): void {
  const get = process.getBuiltinModule.bind(process);
  vi.spyOn(process, 'getBuiltinModule').mockImplementation((name: string) =>
    name === 'node:crypto' ? undefined : get(name),
  );
}
