import { isOptimalDialError } from '../errors/base.ts';
import { redactCause } from '../errors/cause.ts';
import { operations } from '../generated/operations.ts';
import type { TraceEvent } from './trace-event.ts';

/** What is about to be done. */
export interface TraceFacts {
  /** Name of what isn't an operation of the spec. */
  readonly name?: string;
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path template of the spec. */
  readonly template?: string;
  /** Only its host and port are published. */
  readonly url?: string;
  /** Number of the attempt, from 1; `undefined` for a call. */
  readonly number?: number;
}

/** A response, as far as an event describes it. */
export interface Responded {
  readonly status: number;
  readonly ok: boolean;
}

const STATUS = 'http.response.status_code';

/** Creates the event of a call or an attempt. */
export function createEvent({ name: given, method, template = '', url, number }: TraceFacts): TraceEvent {
  const attributes: TraceEvent['attributes'] = { 'http.request.method': method };
  if (template !== '') attributes['url.template'] = template;
  if (url !== undefined) {
    const { hostname, port, protocol } = new URL(url);
    attributes['server.address'] = hostname;
    attributes['server.port'] = Number(port) || (protocol === 'http:' ? 80 : 443);
  }
  const request = given ?? `${method} ${template}`;
  if (number !== undefined) {
    if (number > 1) attributes['http.request.resend_count'] = number - 1;
    return { name: request, attributes };
  }
  // An operation newer than this client has no ID.
  const name = operations[template]?.[method] ?? request;
  attributes['optimaldial.operation'] = name;
  return { name, attributes };
}

/** Adds the status of a response. */
export function addResponse({ attributes }: TraceEvent, { status, ok }: Responded): void {
  attributes[STATUS] = status;
  if (!ok) attributes['error.type'] = String(status);
}

/** Adds an error. A foreign one is reduced to its name and code, because its message can be anything. */
export function addError(event: TraceEvent, thrown: unknown): void {
  const isOurs = isOptimalDialError(thrown);
  const { name, message, code } = isOurs ? thrown : redactCause(thrown);
  event.error = { name, message, code };
  event.attributes['error.type'] = code ?? name;
  if (isOurs && 'status' in thrown && typeof thrown.status === 'number')
    event.attributes[STATUS] = thrown.status;
}
