import { fork } from 'node:child_process';
import type { Account, Ledger } from './server.ts';

/** The server of a hunt, in its own process. */
export interface ServerProcess {
  readonly accounts: readonly Account[];
  readonly look: () => Promise<Ledger>;
  stop(): void;
}

/** Requests that are carried out late. */
export interface Late {
  /** Their weight among the faults. That of the others is 1. */
  readonly weight: number;
  /** How late, in ms. */
  readonly ms: number;
}

/**
 * Starts the server.
 *
 * @param accounts number of accounts
 * @param share of requests that fail
 */
export async function startServer(
  seed: number,
  accounts: number,
  share: number,
  late: Late,
): Promise<ServerProcess> {
  const args = [seed, accounts, share, late.weight, late.ms].map(String);
  const server = fork(`${import.meta.dirname}/server.ts`, args);
  const addresses = await new Promise<Account[]>((resolve, reject) => {
    server.once('message', (message: Account[]) => resolve(message));
    server.once('exit', () => reject(new Error('The server ended before it listened.')));
  });
  let last: Promise<unknown> = Promise.resolve();
  return {
    accounts: addresses,
    // One after the other, because responses have no ID.
    async look() {
      const ledger = last.then(() => {
        const response = new Promise<Ledger>((resolve) => void server.once('message', resolve));
        server.send('look');
        return response;
      });
      last = ledger;
      return ledger;
    },
    stop: () => void server.kill(),
  };
}
