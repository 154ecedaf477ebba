import { isRecord } from '../../is-record.ts';
import type { IncomingDelivery } from './handle-delivery.ts';
import { alreadyRead, collectBytes } from './read-body.ts';

/** The part of the event of a Lambda function URL, an API Gateway or a load balancer that the handler uses. */
export interface WebhookLambdaEvent {
  /** Headers, with names in any case. */
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  /** Headers of a REST API or a load balancer. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
  /** The body, as text or base64. */
  readonly body?: string | null | undefined;
  /** Whether `body` is base64. */
  readonly isBase64Encoded?: boolean | undefined;
  /** HTTP method, in events of a REST API or a load balancer. */
  readonly httpMethod?: string | undefined;
  /** Contains the HTTP method, in events of a function URL or an HTTP API. */
  readonly requestContext?:
    | {
        readonly http?: { readonly method?: string | undefined } | undefined;
        // Unused, but the compiler rejects contexts that share no property with this type.
        readonly stage?: unknown;
        readonly elb?: unknown;
      }
    | undefined;
}

/** Describes an event of AWS Lambda. */
export function fromLambda(event: WebhookLambdaEvent): IncomingDelivery {
  const entries = Object.entries({ ...event.multiValueHeaders, ...event.headers });
  const headers = new Map(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
  return {
    method: event.httpMethod ?? event.requestContext?.http?.method,
    headers,
    header: (name) => headers.get(name),
    async read(maxBytes) {
      const { body, isBase64Encoded } = event;
      if (isRecord(body)) throw alreadyRead();
      const collector = collectBytes(maxBytes);
      collector.add(isBase64Encoded ? decode(body ?? '') : (body ?? ''));
      return collector.bytes();
    },
  };
}

/** Without `Buffer`, which not every runtime has. */
function decode(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
