/** Writes docs/messages.md, the list of all messages of the client and the testing package. */
import { writeFileSync } from 'node:fs';
import { messagesPage, PAGE } from './prose/messages-page.ts';
import { root } from './shell.ts';

writeFileSync(`${root}${PAGE}`, messagesPage());
