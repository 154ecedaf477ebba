import { readFileSync } from 'node:fs';

// The build replaces this module with one that contains both texts (`build/bundle.ts`).

/** Stylesheet of the dashboard. */
export const style: string = readFileSync(new URL('browser/dashboard.css', import.meta.url), 'utf8');

/** Script of the dashboard. */
export const script: string = readFileSync(new URL('browser/dashboard.js', import.meta.url), 'utf8');
