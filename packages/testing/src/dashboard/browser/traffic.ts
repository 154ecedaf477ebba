import type { ShownRequest, ShownViolation } from '../state/requests.ts';
import type { ShownDelivery, ShownEndpoint } from '../state/webhooks.ts';
import { badge, text } from './columns.ts';
import { count, element, timeOf, write } from './dom.ts';
import { cell, createTable, type Column } from './table.ts';

/** Updates the table of webhook endpoints. */
export const showEndpoints: (endpoints: readonly ShownEndpoint[]) => void = createTable('endpoints', [
  text(({ url }) => url, {
    under: [
      ({ events }) => events.join(', '),
      ({ status }) => (status === 'disabled' ? 'To enable it again, send PATCH with is_active: true.' : ''),
    ],
    error: ({ error, failed }) => error && `${failed === null ? '' : `${timeOf(failed)} `}${error}`,
    style: 'mono',
    className: 'wide',
  }),
  badge(({ status }) => status, {
    tone: ({ status, failures }) => (status !== 'active' ? 'bad' : failures > 0 ? 'warn' : 'good'),
  }),
  text(({ failures }) => failures, { className: 'number push', label: 'failures in a row' }),
]);

/** Updates the table of deliveries. */
export const showDeliveries: (deliveries: readonly ShownDelivery[]) => void = createTable('deliveries', [
  text(({ event }) => event, {
    under: [({ url }) => url && url.replace('https://', '')],
    style: 'mono',
    className: 'wide',
  }),
  badge(({ status }) => status),
  text(({ response }) => response ?? '–', {
    under: [({ next }) => next && `retry at ${timeOf(next)}`],
    className: 'nowrap',
    label: 'response',
  }),
  text(({ attempts }) => attempts, { className: 'number push', label: 'attempts' }),
]);

/** Updates the table of requests. */
export const showRequests: (requests: readonly ShownRequest[]) => void = createTable('requests', [
  text(({ at }) => timeOf(at), { style: 'nowrap mono' }),
  call(({ violations }) => (violations === 0 ? '' : count(violations, 'violation'))),
  text((request) => request.count, { className: 'number', label: 'times' }),
  badge(({ status }) => (status === null ? 'no response' : String(status)), {
    tone: ({ status }) => (status === null || status >= 500 ? 'bad' : status >= 400 ? 'warn' : 'good'),
    className: 'push',
  }),
]);

/** Updates the table of violations. */
export const showViolations: (violations: readonly ShownViolation[]) => void = createTable('violations', [
  text(({ at }) => timeOf(at), { style: 'nowrap mono' }),
  call(({ message }) => message),
  text((violation) => violation.count, { className: 'number', label: 'times' }),
  badge(({ side }) => side, { tone: () => '', className: 'push' }),
]);

/** A method and a path, and an error under them. */
function call<T extends { readonly method: string; readonly path: string }>(
  error: (item: T) => string,
): Column<T> {
  return () => {
    const [method, path, under] = [element('b'), element('span'), element('span', 'under bad')];
    return {
      node: cell({ className: 'call' }, element('span', 'mono', method, ' ', path), under),
      show(item) {
        write(method, item.method);
        write(path, item.path);
        write(under, error(item));
      },
    };
  };
}
