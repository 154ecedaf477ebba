/** Runs the scenario with the server in the settings: on Node, Bun and Deno. */
import { scenario, type Settings } from '../scenarios/scenario.ts';

declare const SETTINGS: Settings;

console.log((await scenario(SETTINGS)).join(' '));
