/** Runs the story in Cloudflare's runtime, as a test of a Worker. */
import { story, type Settings } from '../stories/story.ts';

declare const SETTINGS: Settings;

// oxlint-disable-next-line import/no-default-export -- workerd runs the default export
export default { test: (): Promise<string[]> => story(SETTINGS) };
