import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dashboard } from '../dashboard/dashboard.ts';
import { redactText } from '../engine/redact/redact.ts';
import type { AttemptReport } from '../sandbox/delivery/delivery.ts';
import type { ListenOptions } from '../server/listen.ts';

/** A request as in the dashboard. */
export function toShown(
  response: Parameters<NonNullable<ListenOptions['onResponse']>>[0],
): Parameters<Dashboard['addRequest']>[0] {
  return { ...response, status: response.status ?? null };
}

/** A request and its violations, for the log. */
export function describeRequest({
  method,
  path,
  status,
  violations,
}: Parameters<Dashboard['addRequest']>[0]): string {
  const lines = violations.map(({ side, message }) => `${side}: ${message}`);
  return [`${method} ${path} → ${status ?? 'no response'}`, ...lines].join('\n  ');
}

/**
 * A request that controls the sandbox, for the log. Returns `undefined` for what an open dashboard reads: its page,
 * its events and result files.
 */
export function describeControl(incoming: IncomingMessage, outgoing: ServerResponse): string | undefined {
  const { method = '', url = '' } = incoming;
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && outgoing.statusCode < 400) return undefined;
  const path = redactText(url.replace(/\?.*/s, ''));
  const status = outgoing.writableFinished ? outgoing.statusCode : null;
  return describeRequest({ method, path, status, violations: [] });
}

/** An attempt to deliver an event, for the log. The path of its URL is omitted: it can contain a secret. */
export function describeAttempt(report: AttemptReport): string {
  const { event, url, attempt, at, status, error, isSuccess, nextAt } = report;
  const result = `${event} → ${new URL(url).origin} ${status ?? `failed: ${error}`}`;
  if (isSuccess) return result;
  return `${result}, attempt ${attempt}${nextAt === undefined ? '' : `, next attempt in ${inWords(nextAt - at)}`}`;
}

function inWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${minutes / 60} h`;
}
