/** Tells the story to a sandbox in the same process: on Node. */
import { createSandbox } from '@optimaldial/testing';
import { readSettings } from './settings.ts';
import { story } from './story.ts';

const sandbox = createSandbox({ clock: 'manual' });
const parts = await story(
  { ...readSettings(), baseUrl: 'https://sandbox.example', apiKey: sandbox.apiKey },
  { fetch: sandbox.fetch, advance: () => sandbox.advance('1min') },
);
const violations = sandbox.violations();
if (violations.length > 0) throw new Error(JSON.stringify(violations));
console.log(parts.join(' '));
