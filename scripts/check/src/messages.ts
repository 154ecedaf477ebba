/** Writes docs/messages.md, the list of all messages, and the tables of error codes in the documents. */
import { writeFileSync } from 'node:fs';
import { errorPages } from './prose/error-pages.ts';
import { ERRORS_PAGE, errorsPage } from './prose/errors-table.ts';
import { messagesPage, PAGE } from './prose/messages-page.ts';
import { root } from './shell.ts';

const pages = [[PAGE, messagesPage()], [ERRORS_PAGE, errorsPage()], ...errorPages()] as const;
for (const [page, text] of pages) writeFileSync(`${root}${page}`, text);
