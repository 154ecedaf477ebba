import type { WebhookDelivery, WebhookEvent } from '@optimaldial/types';
import type { AttemptResponse } from '../../webhooks/attempt.ts';
import type { EndpointRecord } from '../state/state.ts';

/** An event for one URL, as plain data. */
export interface Delivery {
  /** ID of the delivery, the same for all its attempts. */
  readonly id: string;
  readonly event: WebhookEvent;
  readonly secret: string;
  /** URL of the recipient. That of an endpoint can change between attempts. */
  readonly url: string;
  /** Set for a delivery to an endpoint. */
  readonly entry?: LogEntry | undefined;
}

/** A delivery in the log of its endpoint. */
export interface LogEntry {
  readonly endpoint: EndpointRecord;
  readonly delivery: WebhookDelivery;
}

/** The result of one attempt. */
export interface AttemptResult extends AttemptResponse {
  /** From 1. */
  readonly attempt: number;
  /** Time of the attempt, in ms since 1970. */
  readonly at: number;
  readonly isSuccess: boolean;
  /** Time of the next attempt, in ms since 1970; `undefined` after the last one. */
  readonly nextAt: number | undefined;
}

/** The error of a delivery to a public URL without a route. */
export const NO_ROUTE = 'no route for this URL';

/** An attempt, for a log. */
export interface AttemptReport extends AttemptResult {
  /** Type of the event. */
  readonly event: string;
  /** URL of the endpoint. It can contain secrets and phone numbers. */
  readonly url: string;
}

/** Called after each attempt of any delivery, and after each ping. */
export type OnAttempt = (report: AttemptReport) => void;
