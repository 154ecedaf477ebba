import { isRecord } from '../is-record.ts';
// What runs this is told by its user agent. Bun, Deno and workerd give a `process.versions.node` as
// well; Node 20 has no `navigator`.
/** Whether this is Node itself, also if a test tool plays a browser in it. */
export function onNode() {
  return hasNodeVersion() && !/^(Bun|Deno|Cloudflare-Workers)|Electron/.test(userAgent() ?? '');
}
/** Whether this is a browser, a page or a worker of it, where every visitor can read what the code knows. */
export function inBrowser() {
  return !hasNodeVersion() && (userAgent()?.startsWith('Mozilla/') ?? false);
}
function hasNodeVersion() {
  const process = Reflect.get(globalThis, 'process');
  const versions = isRecord(process) ? process['versions'] : undefined;
  return isRecord(versions) && typeof versions['node'] === 'string';
}
function userAgent() {
  const navigator = Reflect.get(globalThis, 'navigator');
  const agent = isRecord(navigator) ? navigator['userAgent'] : undefined;
  return typeof agent === 'string' ? agent : undefined;
}
