/** Runs the story with the server in the settings: on Node, Bun and Deno. */
import { story, type Settings } from '../stories/story.ts';

declare const SETTINGS: Settings;

console.log((await story(SETTINGS)).join(' '));
