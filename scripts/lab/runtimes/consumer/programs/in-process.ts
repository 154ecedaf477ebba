/** Runs the scenario with a sandbox in the same process: on Node. */
import { createSandbox } from '@optimaldial/testing';
import { scenario, type Settings } from '../scenarios/scenario.ts';

declare const SETTINGS: Pick<Settings, 'delivery' | 'secret'>;

const sandbox = createSandbox({ clock: 'manual' });
const parts = await scenario(
  { ...SETTINGS, baseUrl: 'https://sandbox.example', apiKey: sandbox.apiKey },
  { fetch: sandbox.fetch, advance: () => sandbox.advance('1min') },
);
const violations = sandbox.violations();
if (violations.length > 0) throw new Error(JSON.stringify(violations));
console.log(parts.join(' '));
