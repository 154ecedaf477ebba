import { isRecord } from '../is-record.ts';

// Detected by user agent: Bun, Deno and workerd define `process.versions.node` too, and Node.js 20 has no
// `navigator`.

/** Whether this is Node.js, even if a test tool simulates a browser in it. */
export function onNode(): boolean {
  return hasNodeVersion() && !/^(Bun|Deno|Cloudflare-Workers)|Electron/.test(userAgent() ?? '');
}

/** Whether this is a browser page or worker, where every visitor can read what the code contains. */
export function inBrowser(): boolean {
  return !hasNodeVersion() && (userAgent()?.startsWith('Mozilla/') ?? false);
}

function hasNodeVersion(): boolean {
  const process: unknown = Reflect.get(globalThis, 'process');
  const versions = isRecord(process) ? process['versions'] : undefined;
  return isRecord(versions) && typeof versions['node'] === 'string';
}

function userAgent(): string | undefined {
  const navigator: unknown = Reflect.get(globalThis, 'navigator');
  const agent = isRecord(navigator) ? navigator['userAgent'] : undefined;
  return typeof agent === 'string' ? agent : undefined;
}
