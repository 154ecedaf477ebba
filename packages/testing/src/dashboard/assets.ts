import { readFileSync } from 'node:fs';

/** The style of the page. The build puts its text here. */
export const style: string = readFileSync(new URL('browser/dashboard.css', import.meta.url), 'utf8');

/** The script of the page. The build puts its text here. */
export const script: string = readFileSync(new URL('browser/dashboard.js', import.meta.url), 'utf8');
