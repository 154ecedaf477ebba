import { OTHER_PORT } from './port.ts';

const OTHER_HOST = 'Use 127.0.0.1, or another address of this machine.';

/** Explains why a server can't listen. Keeps Node's `code`; the original error is the `cause`. */
export function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const unresolved = `The host "${host}" can't be resolved. ${OTHER_HOST}`;
  const messages: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is already in use. ${OTHER_PORT}`,
    EACCES: `Port ${port} requires more permissions. ${OTHER_PORT}`,
    EADDRNOTAVAIL: `The host "${host}" isn't an address of this machine. ${OTHER_HOST}`,
    ENOTFOUND: unresolved,
    EAI_AGAIN: unresolved,
  };
  const { code = '' } = error;
  const message = messages[code];
  return message === undefined ? error : Object.assign(new Error(message, { cause: error }), { code });
}
