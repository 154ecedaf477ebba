/** Tells the story to the server that the settings name: on Node, Bun and Deno. */
import { readSettings } from './settings.ts';
import { story } from './story.ts';

console.log((await story(readSettings())).join(' '));
