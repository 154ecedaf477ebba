/** Writes docs/messages.md, the list of all messages of the client and the testing package. */
import { writeFileSync } from 'node:fs';
import { messagesPage, PAGE, root } from './messages-page.ts';

writeFileSync(`${root}${PAGE}`, messagesPage());
