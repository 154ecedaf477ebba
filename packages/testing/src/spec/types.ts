import type { OperationExamples, operations } from '@optimaldial/types';

/** The `operationId` of an operation of the description. */
export type OperationId = Extract<keyof operations, keyof OperationExamples>;

/** The names of the examples of an operation's responses, whatever their status. */
export type ExampleName<Id extends OperationId> = OperationExamples[Id][keyof OperationExamples[Id]] & string;

type Responses<Id extends OperationId> = operations[Id]['responses'];

// What a `default` response stands for, as far as a test will want it.
type OtherStatus = 400 | 402 | 403 | 405 | 408 | 409 | 410 | 413 | 415 | 500 | 501 | 502 | 503 | 504;

/** The statuses that an operation can answer: those that are described, and errors where it has a `default`. */
export type Status<Id extends OperationId> =
  | Extract<keyof Responses<Id>, number>
  | ('default' extends keyof Responses<Id> ? OtherStatus : never);

type Content<R> = R extends { content: infer C } ? C[keyof C] : undefined;

/** The body of an operation's response of a status. */
export type Body<Id extends OperationId, S extends Status<Id>> = S extends keyof Responses<Id>
  ? Content<Responses<Id>[S]>
  : 'default' extends keyof Responses<Id>
    ? Content<Responses<Id>['default']>
    : never;
