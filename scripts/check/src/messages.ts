/** Writes docs/messages.md, the list of all messages, and the table of error codes in the README of the client. */
import { writeFileSync } from 'node:fs';
import { ERRORS_PAGE, errorsPage } from './prose/errors-table.ts';
import { messagesPage, PAGE } from './prose/messages-page.ts';
import { root } from './shell.ts';

writeFileSync(`${root}${PAGE}`, messagesPage());
writeFileSync(`${root}${ERRORS_PAGE}`, errorsPage());
