import { isRecord } from './is-record.ts';

/**
 * Returns a module of Node.js, or `undefined` if the runtime doesn't have it. Not an import, which bundlers for
 * browsers reject.
 */
export function builtinModule(name: `node:${string}`): unknown {
  const process: unknown = Reflect.get(globalThis, 'process');
  const get = isRecord(process) ? process['getBuiltinModule'] : undefined;
  return typeof get === 'function' ? Reflect.apply(get, process, [name]) : undefined;
}
