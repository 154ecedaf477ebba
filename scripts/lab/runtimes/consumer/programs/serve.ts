/** Serves the sandbox. Its clock only advances when the client lists uploads, so speed does not matter. */
import { createSandbox } from '@optimaldial/testing';

const sandbox = createSandbox({ clock: 'manual' });
const { url } = await sandbox.listen({
  onResponse({ method, path }) {
    if (method === 'GET' && path === '/api/v1/uploads') void sandbox.advance('1min');
    for (const { side, message } of sandbox.violations()) console.log(`  ${side}: ${message}`);
  },
});
console.log(`OptimalDial sandbox at ${url}`);
console.log(`OPTIMALDIAL_API_KEY=${sandbox.apiKey}`);
