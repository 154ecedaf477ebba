import { request as plainRequest } from 'node:http';
import type { DashboardState } from '../../src/dashboard/state/state.ts';

/** A response of the dashboard. */
interface Page {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

/** A client of a dashboard. */
export interface Dashboard {
  /** Sends a GET request. Unlike with `fetch`, its `Host` can be set. */
  get(path: string, headers?: Record<string, string>, base?: string): Promise<Page>;
  /** The headers of an action of the dashboard itself. */
  ownHeaders(): Promise<Record<string, string>>;
  /** Runs an action. Default headers: its own */
  press(action: string, body: object, headers?: Record<string, string>): Promise<Response>;
  /** The state that the dashboard receives. */
  state(): Promise<DashboardState>;
}

/** Opens the dashboard at a URL. */
export function openDashboard(url: string): Dashboard {
  const get: Dashboard['get'] = (path, headers = {}, base = url) =>
    new Promise((resolve, reject) => {
      plainRequest(base + path, { headers }, (response) => {
        let text = '';
        response.on('data', (piece) => (text += String(piece)));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        );
      })
        .on('error', reject)
        .end();
    });
  const ownHeaders: Dashboard['ownHeaders'] = async () => {
    const token = /sandbox-token" content="([\w-]+)"/.exec((await get('/')).text)?.[1] ?? '';
    return { origin: url, 'x-sandbox-token': token };
  };
  return {
    get,
    ownHeaders,
    press: async (action, body, headers) =>
      fetch(`${url}/_sandbox/${action}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: headers ?? (await ownHeaders()),
      }),
    async state() {
      const events = await fetch(`${url}/_sandbox/events`);
      const decoder = new TextDecoder();
      let text = '';
      for await (const piece of events.body ?? []) {
        text += decoder.decode(piece, { stream: true });
        const state = /^data: (\{.*\})\n\n/m.exec(text)?.[1];
        if (state !== undefined) return JSON.parse(state);
      }
      throw new Error('The events ended.');
    },
  };
}
