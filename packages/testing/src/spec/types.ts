import type { OperationExamples, operations } from '@optimaldial/types';

/** An `operationId` of the spec. */
export type OperationId = Extract<keyof operations, keyof OperationExamples>;

/** Names of an operation's response examples, for any status. */
export type ExampleName<Id extends OperationId> = OperationExamples[Id][keyof OperationExamples[Id]] & string;

type Responses<Id extends OperationId> = operations[Id]['responses'];

// The error statuses that a `default` response covers.
type OtherStatus = 400 | 402 | 403 | 405 | 408 | 409 | 410 | 413 | 415 | 500 | 501 | 502 | 503 | 504;

/** Statuses of an operation's responses: the documented ones, and other errors if it has a `default`. */
export type Status<Id extends OperationId> =
  | Extract<keyof Responses<Id>, number>
  | ('default' extends keyof Responses<Id> ? OtherStatus : never);

type Content<R> = R extends { content: infer C } ? C[keyof C] : undefined;

/** Body of an operation's response with that status. */
export type Body<Id extends OperationId, S extends Status<Id>> = S extends keyof Responses<Id>
  ? Content<Responses<Id>[S]>
  : 'default' extends keyof Responses<Id>
    ? Content<Responses<Id>['default']>
    : never;
