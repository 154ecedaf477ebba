/** Runs the scenario in Cloudflare's runtime, as a test of a Worker. */
import { scenario, type Settings } from '../scenarios/scenario.ts';

declare const SETTINGS: Settings;

// oxlint-disable-next-line import/no-default-export -- workerd runs the default export
export default { test: (): Promise<string[]> => scenario(SETTINGS) };
