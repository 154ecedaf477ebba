/** Files of every project, except the blocks of the page. */
export const SHARED: Readonly<Record<string, string>> = {
  'package.json': '{ "private": true, "type": "module" }',
  // Replaces the block of the page: its secrets and results are those of the test.
  'receive.ts': `
import { createWebhookHandler } from '@optimaldial/client/webhooks';

const control = process.env.CONTROL ?? '';

export const receive = createWebhookHandler({
  async secret() {
    const secrets = await (await fetch(control)).text();
    return secrets === '' ? undefined : secrets.split(',');
  },
  on: {
    async 'upload.completed'(event) {
      const { ok } = await fetch(control, { method: 'POST', body: JSON.stringify(event) });
      if (!ok) throw new Error('The database is down.');
    },
  },
});
`,
  // Loaded first by every program: it must not outlive the test.
  'end-with-parent.js': `process.stdin.on('end', () => process.exit()).resume();`,
  'announce.js': `
export function announce(server) {
  console.log('Receiver at http://127.0.0.1:' + server.address().port);
}
`,
};
