/**
 * Serves the sandbox to a story that is told elsewhere, and says where. Its time stands still until the
 * story has asked for its list, so that a slow machine changes nothing.
 */
import { createSandbox } from '@optimaldial/testing';
import { readSettings } from './settings.ts';

const { origin: cors } = readSettings();
const sandbox = createSandbox({ clock: 'manual' });
const { url } = await sandbox.listen({
  ...(cors === undefined ? {} : { cors }),
  onResponse({ method, path }) {
    if (method === 'GET' && path === '/api/v1/uploads') void sandbox.advance('1min');
    for (const { side, message } of sandbox.violations()) console.log(`  ${side}: ${message}`);
  },
});
console.log(JSON.stringify({ baseUrl: url, apiKey: sandbox.apiKey }));
