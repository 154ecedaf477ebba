import { randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createDashboard } from '../dashboard/dashboard.ts';
import { createNextRequest } from '../dashboard/actions/next-request.ts';
import type { Handler } from '../engine/handler.ts';
import { openSandbox } from '../sandbox/create-sandbox.ts';
import type { AttemptReport } from '../sandbox/delivery/delivery.ts';
import type { InternalListenOptions } from '../server/listen.ts';
import { takeSnapshot, writeData } from './data/data-file.ts';
import { keepData, type Keeper } from './data/keep-data.ts';
import { openData } from './data/open-data.ts';
import { describeAttempt, describeControl, describeRequest, toShown } from './log.ts';
import type { CliOptions } from './options.ts';

/** A sandbox that is served over HTTP. */
export interface ServedSandbox {
  readonly url: string;
  readonly apiKey: string;
  /** Waits for deliveries in progress, and saves the state. Returns `false` if that failed. */
  readonly stop: () => Promise<boolean>;
}

/** Prints a line: to the log, or as a warning. */
export interface Output {
  readonly log: (line: string) => void;
  readonly warn: (line: string) => void;
}

/**
 * Serves the sandbox, with its dashboard.
 *
 * @throws Error if the server can't listen, or the data file can't be used
 */
export async function serveSandbox(
  { listen, sandbox: sandboxOptions, key, routes, data: path }: CliOptions,
  { onExposed, log, warn }: Output & Pick<InternalListenOptions, 'onExposed'>,
): Promise<ServedSandbox> {
  let keeper: Keeper | undefined;
  const onChange = (): void => keeper?.changed();
  const kept = path === undefined ? undefined : await openData(path, { key, ...sandboxOptions }, warn);
  // A random seed, so that each start has another key.
  const { seed = randomInt(2 ** 32) } = sandboxOptions;
  const onAttempt = (report: AttemptReport): void => {
    log(describeAttempt(report));
    dashboard.addAttempt(report);
  };
  const reportControl = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const line = describeControl(incoming, outgoing);
    if (line !== undefined) log(line);
    if (incoming.method === 'POST') onChange();
  };
  const opened = openSandbox({ ...sandboxOptions, seed }, { key, ...kept?.data, onChange, onAttempt });
  const { sandbox, services, recording, handle } = opened;
  const nextRequest = createNextRequest();
  const hostNames = ['localhost', '127.0.0.1', '::1', listen.host.toLowerCase()];
  const dashboard = createDashboard(opened, { nextRequest, hostNames, baseUrl: () => server.url });
  // Before anything is served: an error ends the process.
  if (path !== undefined) await writeData(path, takeSnapshot(services.memory, services.state.files));
  for (const { from, to } of routes) sandbox.route(from, to);
  const server = await opened.listen(
    {
      ...listen,
      onExposed,
      intercept(incoming, outgoing) {
        const isHandled = dashboard.handle(incoming, outgoing);
        if (isHandled) outgoing.once('close', () => reportControl(incoming, outgoing));
        return isHandled;
      },
      onResponse(response) {
        const shown = toShown(response);
        log(describeRequest(shown));
        dashboard.addRequest(shown);
        recording.clear();
      },
    },
    nextRequest.wrap(reportWrites(handle, onChange)),
  );
  if (path !== undefined && kept !== undefined) {
    keeper = keepData(path, services, kept.lock, warn);
    // Beyond loopback, the key may be another one now.
    await keeper.save();
  }
  // After a restart, tasks may be due. They need the routes.
  services.clock.runDue();

  return {
    url: server.url,
    apiKey: sandbox.apiKey,
    async stop() {
      dashboard.close();
      sandbox.close();
      await server.close();
      await services.clock.settle();
      return keeper === undefined || keeper.finish();
    },
  };
}

/** Reports each call that can change the account, when it has been executed. */
function reportWrites(handle: Handler, onChange: () => void): Handler {
  return async (request, context) => {
    try {
      return await handle(request, context);
    } finally {
      if (request.method !== 'GET' && request.method !== 'HEAD') onChange();
    }
  };
}
